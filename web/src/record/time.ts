/** Milliseconds of an API time: an ISO string or unix seconds as a string; NaN when it is neither, or no date. */
export function moment(value: string | number | null | undefined): number {
  if (value === null || value === undefined || value === "" || typeof value === "object") return NaN;
  if (typeof value === "number" || /^\d{1,12}$/.test(value)) return new Date(Number(value) * 1000).getTime();
  return Date.parse(value);
}

type Kind = "time" | "weekday" | "short" | "date" | "full";
const styles: Record<Kind, Intl.DateTimeFormatOptions> = {
  time: { hour: "2-digit", minute: "2-digit", hour12: false },
  weekday: { weekday: "short" },
  short: { day: "numeric", month: "short" },
  date: { day: "numeric", month: "short", year: "numeric" },
  full: { weekday: "long", day: "numeric", month: "long", year: "numeric", hour: "2-digit", minute: "2-digit", hour12: false },
};
const made = new Map<string, Intl.DateTimeFormat>();

function format(kind: Kind, locale: string) {
  const key = `${kind} ${locale}`;
  let formatter = made.get(key);
  if (!formatter) made.set(key, (formatter = new Intl.DateTimeFormat(locale, styles[kind])));
  return formatter;
}

const write = (kind: Kind) => (ms: number, locale: string) => (Number.isFinite(ms) ? format(kind, locale).format(ms) : "");
export const timeText = write("time");
export const dateText = write("date");
export const fullText = write("full");

/** Whole days between two moments in the viewer's zone: 0 today, 1 yesterday. */
export function daysAgo(ms: number, now: number): number {
  const midnight = (at: number) => {
    const date = new Date(at);
    return Date.UTC(date.getFullYear(), date.getMonth(), date.getDate());
  };
  return Math.round((midnight(now) - midnight(ms)) / 86_400_000);
}

export type Words = { today: string; yesterday: string; tomorrow: string };

/** A row's time: today the clock, then yesterday, weekday within a week, date. */
export function rowTime(ms: number, now: number, locale: string, words: Words): string {
  if (!Number.isFinite(ms)) return "";
  const days = daysAgo(ms, now);
  if (days <= 0) return timeText(ms, locale);
  if (days === 1) return words.yesterday;
  if (days < 7) return format("weekday", locale).format(ms);
  return sameYear(ms, now) ? format("short", locale).format(ms) : dateText(ms, locale);
}

/** A day separator's text. */
export function dayText(ms: number, now: number, locale: string, words: Words): string {
  const days = daysAgo(ms, now);
  if (days === 0) return words.today;
  if (days === 1) return words.yesterday;
  if (days > 1 && days < 7) return new Intl.DateTimeFormat(locale, { weekday: "long" }).format(ms);
  return sameYear(ms, now) ? format("short", locale).format(ms) : dateText(ms, locale);
}

/** A near deadline: "18:30", "tomorrow, 09:38". */
export function deadlineText(ms: number, now: number, locale: string, words: Words): string {
  const days = daysAgo(ms, now);
  if (days === 0) return timeText(ms, locale);
  if (days === -1) return `${words.tomorrow}, ${timeText(ms, locale)}`;
  return `${format("short", locale).format(ms)}, ${timeText(ms, locale)}`;
}

/** "28 Apr – 3 May 2026"; "" without two moments. */
export function rangeText(from: number, to: number, locale: string): string {
  if (!Number.isFinite(from) || !Number.isFinite(to)) return "";
  return format("date", locale).formatRange(Math.min(from, to), Math.max(from, to));
}

const sameYear = (a: number, b: number) => new Date(a).getFullYear() === new Date(b).getFullYear();

/** "0:14" of seconds; "" when unknown. */
export function lengthText(seconds: number): string {
  if (!Number.isFinite(seconds) || seconds < 0) return "";
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}
