import { useWords } from "@/i18n/words";
import { useAnyCompany, useCompany } from "@/live/presence";
import { namesText, shortName } from "@/record/names";
import { Icon } from "@/ui/icon";

/** A sign that colleagues are at a conversation, or write in it. */
export function RowCompany({ conversationId }: { conversationId: string }) {
  return useAnyCompany(conversationId) && <Company conversationId={conversationId} />;
}

function Company({ conversationId }: { conversationId: string }) {
  const { t, locale } = useWords();
  const people = useCompany(conversationId);
  const typing = people.filter((p) => p.typing);
  const names = (typing.length ? typing : people).map((p) => shortName(p.name) || t("by.member"));
  const label = t(typing.length ? "presence.typing" : "presence.here", { count: names.length, names: namesText(names, locale) });
  return <span className="company" title={label}><Icon name={typing.length ? "edit" : "eye"} size={12} label={label} /></span>;
}
