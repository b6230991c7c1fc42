import { useEffect, useState } from "react";
import { stretchOf } from "@/record/canned";
import { codeFor, findEmoji, inTone, named, shortNameAt, type Emoji } from "@/record/emoji";
import { useEmojiHabits } from "@/ui/emoji-habits";
import type { useCaret } from "./caret";
import { useSuggest } from "./suggest";
import { useComposerWords } from "./words";

const most = 8;

/** Emoji by their short names while one is being typed behind a colon. */
export function useColon(text: string, caret: ReturnType<typeof useCaret>) {
  const { t } = useComposerWords();
  const { tone, used } = useEmojiHabits();
  const typed = shortNameAt(text, caret.at);
  const all = useAllEmoji(typed !== null);

  const insert = (emoji: Emoji) => {
    if (!typed) return;
    used(emoji);
    caret.replace(stretchOf(typed), inTone(emoji, tone));
  };
  const word = typed?.word.toLowerCase() ?? "";
  const found = word && all ? findEmoji(all, word, most) : undefined;
  const suggest = useSuggest({
    typed, title: t("emoji.title"),
    suggestions: found?.map((emoji) => ({
      key: emoji.emoji,
      view: <><span className="emoji" aria-hidden>{inTone(emoji, tone)}</span><span className="trunc">:{codeFor(emoji, word)}:</span></>,
      take: () => insert(emoji),
    })),
  });
  const exact = all && suggest.open ? named(all, word) : undefined;
  return {
    suggest,
    /** A second colon ends a whole short name: the emoji takes its place. */
    close: () => {
      if (exact) insert(exact);
      return exact !== undefined;
    },
  };
}

/** The emoji once they are wanted; a browser that cannot fetch them now tries again at the next word. */
function useAllEmoji(wanted: boolean) {
  const [all, setAll] = useState<readonly Emoji[]>();
  useEffect(() => {
    if (!wanted || all) return;
    let left = false;
    import("@/ui/emoji-data").then((data) => !left && setAll(data.allEmoji), () => undefined);
    return () => void (left = true);
  }, [wanted, all]);
  return all;
}
