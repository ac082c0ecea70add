import type { ReactNode } from 'react'
import './notice.css'

/** Stands where content would: empty, failed, in preparation. */
export function Notice({ title, detail, role, children }: { title: string; detail?: string | undefined; role?: 'alert' | 'status'; children?: ReactNode }) {
  return (
    <div className="notice" role={role}>
      <p className="notice-title">{title}</p>
      {detail && <p className="notice-detail">{detail}</p>}
      {children && <div className="notice-actions">{children}</div>}
    </div>
  )
}
