import type { Message } from "@/api/client";
import { useWords } from "@/i18n/words";
import { phoneText } from "@/record/phone";
import { reactionsOf } from "@/record/reacting";

/** The reactions on a message: each emoji once with how many, and whose they are. The team's own stands as it will be when it has arrived. */
export function Reactions({ message, name, reacting }: { message: Message; name: string; reacting: string | undefined }) {
  const { t } = useWords();
  const all = reactionsOf(message, reacting);
  if (all.length === 0) return null;
  const emojis = [...new Set(all.map((r) => r.emoji))];
  const group = new Set(all.filter((r) => r.direction !== "outbound").map((r) => r.from)).size > 1;
  const who = (reaction: (typeof all)[number]) => (reaction.direction === "outbound" ? t("message.your_team") : group ? phoneText(reaction.from) : name);
  const list = all.map((reaction) => `${reaction.emoji} ${who(reaction)}`).join(", ");
  return (
    <span className={`react ${reacting === undefined ? "" : "waits"}`} role="img" aria-label={t("message.reactions", { list })} title={list}>
      {emojis.slice(0, 4).join("")}
      {all.length > 1 && <span className="num"> {all.length}</span>}
    </span>
  );
}
