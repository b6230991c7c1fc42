/** A text with what a search found in it. Ranges are [start, length] in UTF-16 code units, in order. */
export function Marked({ text, highlights }: { text: string; highlights: readonly (readonly number[] | null)[] | undefined }) {
  const parts = [];
  let at = 0;
  for (const range of highlights ?? []) {
    const [start = 0, length = 0] = range ?? [];
    if (start > at) parts.push(text.slice(at, start));
    parts.push(<mark key={start}>{text.slice(start, start + length)}</mark>);
    at = start + length;
  }
  return <>{parts}{text.slice(at)}</>;
}
