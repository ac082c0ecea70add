// @vitest-environment node
import { readFileSync } from 'node:fs'
import openapiTypescript, { astToString } from 'openapi-typescript'
import { expect, test } from 'vitest'

test('the types are those of the committed document; otherwise: npm run api', async () => {
  const document = new URL('../../openapi/v1.json', import.meta.url)
  const fresh = astToString(await openapiTypescript(document, { immutable: true, rootTypes: true, rootTypesNoSchemaPrefix: true }))
  const committed = readFileSync(new URL('schema.d.ts', import.meta.url), 'utf8')
  expect(committed.endsWith(fresh)).toBe(true)
})
