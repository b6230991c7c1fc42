import rows from "virtual:emoji";
import type { Emoji } from "@/record/emoji";

const parts = (text = "") => (text ? text.split(" ") : []);

/** Every emoji in the order of the Unicode charts. A module of its own, fetched when the first is looked for. */
export const allEmoji: readonly Emoji[] = rows.map(([emoji, name, codes, words, group, tones]) => ({ emoji, name, codes: parts(codes), words, group, tones: parts(tones) }));
