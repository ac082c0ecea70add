/** The most deals that one bulk takes. */
export const mostInBulk = 200

/** A report whose filters name the people of a plan. */
export const peopleReport = 'sales-by-owner'
