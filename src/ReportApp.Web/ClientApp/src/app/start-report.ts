/** Until a person can choose another one (`/` of the map of the app). */
export const startReport = 'object-receipts-forecast'
