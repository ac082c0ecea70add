import { Button } from '@fluentui/react-components'
import { StarFilled, StarRegular } from '@fluentui/react-icons/svg/star'
import { useFavourites, useKeepFavourite } from '../../api/queries'
import { useTexts } from '../../i18n/language'
import { reportTexts } from './texts'

/** Keeps a report at hand, for this person on every machine. */
export function FavouriteStar({ reportId }: { reportId: string }) {
  const text = useTexts(reportTexts).favourite
  const favourites = useFavourites()
  const keep = useKeepFavourite()
  const isKept = keep.isPending ? keep.variables.isKept : favourites.data?.includes(reportId) === true
  const label = isKept ? text.remove : text.add
  return (
    <Button
      size="small"
      appearance="transparent"
      className="favourite-star"
      data-testid="favourite"
      icon={isKept ? <StarFilled /> : <StarRegular />}
      aria-pressed={isKept}
      aria-label={label}
      title={label}
      disabled={favourites.data === undefined}
      onClick={() => keep.mutate({ reportId, isKept: !isKept })}
    />
  )
}
