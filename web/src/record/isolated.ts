/** Texts in one line, each in its own direction (UAX #9, isolates): an Arabic name turns nothing round that stands beside it. */
export const isolated = (texts: readonly (string | null | undefined | false)[]): string => texts.filter(Boolean).map((text) => `\u2068${text}\u2069`).join(" · ");
