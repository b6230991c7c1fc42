import { useWords } from "@/i18n/words";
import { useCompany } from "@/live/presence";
import { namesText, shortName } from "@/record/names";
import { initialsOf, tintOf } from "@/record/tint";
import { Avatar } from "@/ui/avatar";
import { Icon } from "@/ui/icon";

const faces = 3;

/** Who else looks at this conversation. */
export function Company({ conversationId }: { conversationId: string }) {
  const { t, locale } = useWords();
  const people = useCompany(conversationId);
  if (people.length === 0) return null;
  const label = t("presence.here", { count: people.length, names: namesText(people.map((p) => p.name || t("by.member")), locale) });
  return (
    <span className="company" role="img" aria-label={label} title={label}>
      {people.slice(0, faces).map((p) => <Avatar key={p.id} initials={initialsOf(p.name)} tint={tintOf(p.id)} size={24} />)}
    </span>
  );
}

/** Who else writes a reply, above one's own. */
export function Replying({ conversationId }: { conversationId: string }) {
  const { t, locale } = useWords();
  const typing = useCompany(conversationId).filter((p) => p.typing);
  return (
    <div role="status" className="replies">
      {typing.length > 0 && <><Icon name="edit" size={12} /><span className="trunc" dir="auto">{t("presence.typing", { count: typing.length, names: namesText(typing.map((p) => shortName(p.name) || t("by.member")), locale) })}</span></>}
    </div>
  );
}
