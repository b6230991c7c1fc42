import { phoneText } from "./phone";

/** A text with what a search found in it: starts and lengths in UTF-16 code units, in order. */
export type Marks = { text: string; highlights: readonly (readonly number[] | null)[] };

const shown = 24; // code units that the narrowest list shows at any rate
const lead = 12; // of them before what was found

/** From shortly before the first hit on, where one line would end before it. */
export function fromFirst(marks: Marks): Marks {
  const first = marks.highlights[0]?.[0] ?? 0;
  if (first <= shown) return marks;
  const before = marks.text.slice(first - lead, first);
  const word = before.search(/\s\S/u) + 1; // 0 where nothing parts the words
  const cut = first - lead + (word || Number(/^[\uDC00-\uDFFF]/.test(before))); // never half a sign
  return { text: `… ${marks.text.slice(cut)}`, highlights: moved(marks, (at) => at - cut + 2) };
}

/** A phone number in groups for the eye. */
export function inGroups(marks: Marks): Marks {
  const text = phoneText(marks.text);
  if (text.replaceAll(" ", "") !== marks.text) return marks;
  const places = [...text].flatMap((sign, at) => (sign === " " ? [] : [at]));
  return { text, highlights: moved(marks, (at) => places[at] ?? text.length) };
}

/** Where the first and the last sign of each hit stand now. */
const moved = ({ highlights }: Marks, to: (at: number) => number) =>
  highlights.flatMap((range) => {
    const [start = 0, length = 0] = range ?? [];
    return length > 0 ? [[to(start), to(start + length - 1) + 1 - to(start)]] : [];
  });
