/**
 * The row to which the keys go, by one up or down, in a list of so many; -1 for
 * none. Without a present row they go on from where they stood: what took that
 * place is the next one.
 */
export function stepFrom(current: number, stood: number, by: number, count: number): number {
  const from = current >= 0 ? current : stood >= 0 ? stood - (by > 0 ? 1 : 0) : by > 0 ? -1 : 0;
  if (current < 0 && stood < 0 && by < 0) return -1;
  return Math.min(Math.max(from + by, 0), count - 1);
}
