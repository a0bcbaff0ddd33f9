/** Whether a loss is in force on a day: from the day on which the account is lost, until the one on which it is won back. */
export const isLostOn = <At extends string | number>(
  { lostOn, wonBackOn }: { readonly lostOn: At; readonly wonBackOn: At | null },
  day: At,
): boolean => lostOn <= day && (wonBackOn === null || day < wonBackOn)
