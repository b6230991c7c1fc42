const minute = 60_000;

/** How long ago something was, in words: "now", "5 minutes ago", "2 days ago". */
export function agoText(at: number, now: number, locale: string): string {
  const minutes = Math.max(0, Math.floor((now - at) / minute));
  const format = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
  if (minutes === 0) return format.format(0, "second");
  if (minutes < 60) return format.format(-minutes, "minute");
  if (minutes < 24 * 60) return format.format(-Math.floor(minutes / 60), "hour");
  return format.format(-Math.floor(minutes / (24 * 60)), "day");
}
