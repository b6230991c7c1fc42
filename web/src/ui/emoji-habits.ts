import { useSyncExternalStore } from "react";
import { usedLast, type Emoji, type Tone } from "@/record/emoji";
import { keep, kept } from "@/record/kept";

type Habits = { tone: Tone; last: readonly string[] };

const listeners = new Set<() => void>();
let now = restore();

/** The skin tone and the emoji used last, kept in this browser. */
export function useEmojiHabits() {
  const habits = useSyncExternalStore((tell) => {
    listeners.add(tell);
    return () => void listeners.delete(tell);
  }, () => now);
  return { ...habits, used: ({ emoji }: Emoji) => change({ last: usedLast(now.last, emoji) }), setTone: (tone: Tone) => change({ tone }) };
}

function change(part: Partial<Habits>) {
  now = { ...now, ...part };
  keep("emoji", JSON.stringify(now));
  listeners.forEach((tell) => tell());
}

function restore(): Habits {
  try {
    const { tone, last } = JSON.parse(kept("emoji") ?? "{}") as Partial<Record<keyof Habits, unknown>>;
    return { tone: [0, 1, 2, 3, 4, 5].includes(tone as number) ? (tone as Tone) : 0, last: Array.isArray(last) ? last.filter((e) => typeof e === "string") : [] };
  } catch {
    return { tone: 0, last: [] };
  }
}
