/** A count that ends at a limit, as people read it: from there on it is more than the number below. */
export const countText = (count: number, atMost: number, locale: string): string =>
  count < atMost ? count.toLocaleString(locale) : `${(atMost - 1).toLocaleString(locale)}+`;
