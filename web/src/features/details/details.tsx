import "@/i18n/later";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import type { Contact, Conversation } from "@/api/client";
import { useAction } from "@/actions/keys";
import { useNow, useWords } from "@/i18n/words";
import { isComing, queries } from "@/live/queries";
import { useNumbers, useSession } from "@/live/session";
import { useNav } from "@/place/nav";
import { isolated } from "@/record/isolated";
import { phoneText } from "@/record/phone";
import { deadlineText } from "@/record/time";
import { windowOf } from "@/record/window";
import { Button, IconButton } from "@/ui/button";
import { CopyButton } from "@/ui/copy";
import { PanelState } from "@/ui/state";
import { Danger } from "./danger";
import { Earlier } from "./earlier";
import { Metadata } from "./metadata";
import { Notes } from "./notes";
import { ContactFacts, Hero } from "./person";
import { Fact, Section } from "./section";

type Props = {
  conversationId: string;
  /** What stands between the person and the notes, as the choice of who answers. */
  slot?: (conversation: Conversation) => ReactNode;
};

/** What is known of the person and the conversation. */
export default function Details(props: Props) {
  const { t } = useWords();
  const { live } = useSession();
  const { back } = useNav();
  const hide = useAction("details");
  const { data: conversation, error, refetch } = useQuery(queries.conversation(live, props.conversationId));
  const { contact, complete } = useComplete(conversation?.kapso.contact_id);
  return (
    <>
      <header className="tabs">
        <IconButton icon="back" iconSize={20} label={t("details.back")} className="only-narrow" onClick={back} />
        <h2 className="tab" aria-current="true">{t("details.info")}</h2>
        {hide && <IconButton icon="pright" label={t("details.hide")} className="only-wide flips" onClick={hide.run} />}
      </header>
      {conversation && <Body {...props} conversation={conversation} contact={contact} complete={complete} />}
      {!conversation && !error && <Skeleton />}
      {!conversation && error && <PanelState alert icon="alert" title={t("details.failed")}><Button icon="refresh" onClick={() => void refetch()}>{t("again")}</Button></PanelState>}
    </>
  );
}

/** The contact, and whether everything is here that has a height of its own: what stands below it would move when it came. */
function useComplete(contactId: string | undefined) {
  const { may } = useSession();
  const contact = useQuery({ ...queries.contact(contactId ?? ""), enabled: !!contactId });
  const notes = useInfiniteQuery({ ...queries.notes(contactId ?? ""), enabled: !!contactId && may("note:read") });
  const earlier = useInfiniteQuery({ ...queries.list({ contact_id: contactId }), enabled: !!contactId });
  const numbers = useNumbers();
  return { contact: contact.data, complete: ![contact, notes, earlier, numbers].some(isComing) };
}

type Shown = Props & { conversation: Conversation; contact: Contact | undefined };

function Body({ complete, ...shown }: Shown & { complete: boolean }) {
  const { t } = useWords();
  return (
    <div className="dbody" tabIndex={0} role="region" aria-label={t("details.info")} aria-busy={!complete}>
      <Hero conversation={shown.conversation} contact={shown.contact} />
      <section className="sec first" aria-label={t("details.contact")}><ContactFacts conversation={shown.conversation} contact={shown.contact} /></section>
      {complete && <Sections {...shown} />}
    </div>
  );
}

function Sections({ conversation, contact, slot }: Shown) {
  const { t } = useWords();
  const { metadata, kapso } = conversation;
  return (
    <>
      {slot?.(conversation)}
      <Notes key={kapso.contact_id} contactId={kapso.contact_id} />
      <Section title={t("details.conversation")}><ConversationFacts conversation={conversation} /></Section>
      {metadata && Object.keys(metadata).length > 0 && (
        <Section title={t("details.metadata")} end={<CopyButton value={JSON.stringify(metadata, null, 2)} label={t("copy.json")} done={t("copy.done")} failed={t("copy.failed")} />}>
          <Metadata value={metadata} />
        </Section>
      )}
      <Earlier conversation={conversation} />
      <Section title={t("details.developers")} folded><Ids conversation={conversation} /></Section>
      {contact && <Danger conversation={conversation} contact={contact} />}
    </>
  );
}

function ConversationFacts({ conversation }: { conversation: Conversation }) {
  const { t, locale, words } = useWords();
  const now = useNow();
  const { data: numbers } = useNumbers();
  const number = numbers?.find((n) => n.phone_number_id === conversation.phone_number_id);
  const window = windowOf(conversation.kapso, now);
  const windowText = window.state === "open" ? t("details.window_open", { time: deadlineText(window.until, now, locale, words) }) : t(window.since === null ? "details.window_never" : "details.window_closed");
  return (
    <dl className="kv">
      <Fact label={t("details.writes_to")} value={number ? isolated([number.name, phoneText(number.display_phone_number)]) : conversation.phone_number_id} />
      {number?.kind === "sandbox" && <><dt>{t("details.kind")}</dt><dd><span className="chip warn">{t("details.simulated")}</span></dd></>}
      <Fact label={t("details.status")} value={t(conversation.status === "ended" ? "status.closed" : "status.open")} />
      <Fact label={t("details.window")} value={windowText} />
      <Fact label={t("details.messages")} value={conversation.kapso?.messages_count?.toLocaleString(locale)} />
    </dl>
  );
}

/** The ids by which programs know what is shown. */
function Ids({ conversation: { id, business_scoped_user_id, phone_number_id, kapso } }: { conversation: Conversation }) {
  const { t } = useWords();
  const ids = [["details.id", id], ["details.contact_id", kapso.contact_id], ["details.user_id", business_scoped_user_id], ["details.number_id", phone_number_id]] as const;
  return <dl className="kv">{ids.map(([label, value]) => <Fact key={label} label={t(label)} value={value} copy={value ?? undefined} mono />)}</dl>;
}

function Skeleton() {
  return (
    <div className="dbody late" aria-hidden>
      <div className="hero"><span className="sk size-12 rounded-full" /><span className="grow grid gap-2"><span className="sk h-2.5 w-28" /><span className="sk h-2 w-36" /></span></div>
      <div className="sec first grid gap-4">{[70, 55, 62, 48].map((w) => <span key={w} className="sk h-2" style={{ width: `${w}%` }} />)}</div>
    </div>
  );
}
