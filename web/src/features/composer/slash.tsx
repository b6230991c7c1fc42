import { useQuery } from "@tanstack/react-query";
import type { Conversation } from "@/api/client";
import { queries } from "@/live/queries";
import { useSession } from "@/live/session";
import { filledIn, fitting, stretchOf, typedAt } from "@/record/canned";
import { nameOf, shortName } from "@/record/names";
import { phoneText } from "@/record/phone";
import type { useCaret } from "./caret";
import { useSuggest } from "./suggest";
import { useComposerWords } from "./words";

/** Canned replies while a word behind a slash is being typed. */
export function useSlash(text: string, caret: ReturnType<typeof useCaret>, conversation: Conversation | undefined) {
  const { t } = useComposerWords();
  const { me, may } = useSession();
  const typed = may("canned_reply:read") ? typedAt(text, caret.at) : null;
  const { data: replies } = useQuery({ ...queries.cannedReplies(), enabled: typed !== null });

  const insert = (reply: string) => {
    if (!typed) return;
    const name = conversation ? nameOf(conversation) : "";
    const known = { "contact.name": name, "contact.first_name": shortName(name), "contact.phone_number": phoneText(conversation?.phone_number), "me.name": me.user.name };
    caret.replace(stretchOf(typed), filledIn(reply, known));
  };
  const suggestions = typed && replies && fitting(replies, typed.word).map((reply) => ({
    key: reply.id,
    view: <><b dir="auto">/{reply.shortcut}</b><span className="muted trunc" dir="auto">{reply.text}</span></>,
    take: () => insert(reply.text),
  }));
  const suggest = useSuggest({ typed, suggestions: suggestions ?? undefined, title: t("canned.title"), none: t(replies?.length === 0 ? "canned.none" : "canned.no_match") });
  /** Begins a shortcut at the caret, as the button does. */
  const begin = () => {
    suggest.reopen();
    caret.insert(caret.behindWord() ? " /" : "/");
  };
  return { suggest, begin };
}
