import { Fragment, type ReactNode } from "react";
import type { Conversation } from "@/api/client";
import { useWords } from "@/i18n/words";
import { useAction } from "@/actions/keys";
import { useNumbers } from "@/live/session";
import { useNav } from "@/place/nav";
import { nameOf, tintKeyOf } from "@/record/names";
import { phoneText } from "@/record/phone";
import { initialsOf, tintOf } from "@/record/tint";
import { Avatar } from "@/ui/avatar";
import { Button, IconButton } from "@/ui/button";
import { Menu } from "@/ui/menu";
import { keyParts } from "@/actions/actions";
import { Company } from "./company";

/** Who it is, and what can be done with the whole conversation. */
export function ThreadHeader({ conversation, detailsShown, children }: { conversation: Conversation | undefined; detailsShown: boolean; children?: ReactNode }) {
  const { t } = useWords();
  const { back } = useNav();
  const { data: numbers } = useNumbers();
  const close = useAction("close");
  const unread = useAction("unread");
  const reopen = useAction("reopen");
  const details = useAction("details");
  const copyLink = useAction("copy-link");
  const name = conversation ? nameOf(conversation) || t("person.unknown") : "";
  const via = numbers?.find((n) => n.phone_number_id === conversation?.phone_number_id);
  const phone = phoneText(conversation?.phone_number);
  const second = [
    phone && phone !== name && <bdi key="phone" dir="ltr">{phone}</bdi>, // or its groups stand in the wrong order in a page from right to left
    via && <bdi key="via">{t("thread.via", { number: via.name || phoneText(via.display_phone_number) })}</bdi>,
  ].filter(Boolean);
  const menu = [unread, copyLink, close, reopen].filter((a) => a?.enabled);
  return (
    <header className="bar">
      <IconButton icon="back" iconSize={20} label={t("thread.back")} className="only-narrow" onClick={back} />
      {conversation ? <Avatar initials={initialsOf(name)} tint={tintOf(tintKeyOf(conversation))} size={32} /> : <span className="sk size-8 rounded-full" />}
      <div className="who">
        {conversation ? <><h2 className="trunc" dir="auto">{name}</h2><span className="trunc num">{second[0]}{second.length > 1 && " · "}{second[1]}</span></> : <Fragment key="late"><span className="sk h-2.5 w-28" /><span className="sk mt-2 h-2 w-40" /></Fragment>}
      </div>
      {conversation && <Company conversationId={conversation.id} />}
      {children}
      {close?.enabled && <Button icon="check" className="only-wide" onClick={close.run}>{close.label}</Button>}
      {menu.length > 0 && (
        <Menu
          trigger={<IconButton icon="more" label={t("thread.more")} />}
          entries={menu.flatMap((a) => (a ? [{ kind: "item" as const, label: a.label, icon: a.icon, shortcut: a.shortcut?.[0] && keyParts(a.shortcut[0]).join(" "), onSelect: a.run }] : []))}
        />
      )}
      {details?.enabled && <IconButton icon="pright" label={details.label} className={`flips ${detailsShown ? "on only-small" : ""}`} aria-expanded={detailsShown} onClick={details.run} />}
    </header>
  );
}
