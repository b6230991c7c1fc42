import { useEffect, useRef, useState } from "react";
import { api, currentOf, type Contact, type Conversation } from "@/api/client";
import { whyNot } from "@/i18n/failure";
import { useWords } from "@/i18n/words";
import { useSession } from "@/live/session";
import { contactName, nameOf, tintKeyOf } from "@/record/names";
import { phoneDigits, phoneText } from "@/record/phone";
import { initialsOf, tintOf } from "@/record/tint";
import { dateText, moment } from "@/record/time";
import { Avatar } from "@/ui/avatar";
import { IconButton } from "@/ui/button";
import { Confirm } from "@/ui/confirm";
import { focusBack } from "@/ui/focus-back";
import { toast } from "@/ui/toast";
import { Fact } from "./section";

const longest = 128; // characters; the server takes 512 bytes

/** Who it is, with the team's own name for them. */
export function Hero({ conversation, contact }: { conversation: Conversation; contact: Contact | undefined }) {
  const { t, locale } = useWords();
  const { may } = useSession();
  const [editing, setEditing] = useState(false);
  const [rivals, setRivals] = useState<Rivals>();
  const edit = useRef<HTMLButtonElement>(null);
  const name = nameOf(conversation) || (contact && contactName(contact)) || t("person.unknown");
  const since = moment(contact?.created_at ?? conversation.created_at);
  const end = () => {
    setEditing(false);
    requestAnimationFrame(() => focusBack(edit.current));
  };
  return (
    <div className="hero">
      <Avatar initials={initialsOf(name)} tint={tintOf(tintKeyOf(conversation))} size={48} />
      <div className="grow">
        {editing && contact ? <NameField contact={contact} onEnd={end} onRival={setRivals} /> : (
          <div className="name-line">
            <b className="trunc" dir="auto">{name}</b>
            {contact && may("contact:write") && <IconButton ref={edit} icon="edit" iconSize={14} small label={t("details.rename")} onClick={() => setEditing(true)} />}
          </div>
        )}
        {Number.isFinite(since) && <span>{t("details.since", { date: dateText(since, locale) })}</span>}
      </div>
      {rivals && <NameTaken {...rivals} onRival={setRivals} onClose={() => setRivals(undefined)} />}
    </div>
  );
}

/** Two names for one person: that of somebody who was first, and the one that was typed here. */
type Rivals = { contact: Contact; mine: string };

/** Asks which of two names it is. Closing it leaves the other person's. */
function NameTaken({ contact, mine, onRival, onClose }: Rivals & { onRival: (rivals: Rivals) => void; onClose: () => void }) {
  const { t } = useWords();
  const { live } = useSession();
  const theirs = contact.display_name ?? "";
  const keep = async () => {
    try {
      live.putContact(await api.renameContact(contact.id, mine, theirs));
    } catch (error) {
      const now = currentOf<Contact>(error);
      if (now) onRival({ contact: now, mine });
      return whyNot(error);
    }
  };
  const text = !theirs ? "details.name_taken_off" : mine ? "details.renamed_text" : "details.renamed_take_off";
  return <Confirm title={t("details.renamed")} text={<p dir="auto">{t(text, { theirs, mine })}</p>} confirm={t("details.keep_mine")} cancel={t("details.take_theirs")} close={t("close")} danger={false} unasked onClose={onClose} onConfirm={keep} />;
}

/** What is typed here stays as typed, whatever others change meanwhile. */
function NameField({ contact, onEnd, onRival }: { contact: Contact; onEnd: () => void; onRival: (rivals: Rivals) => void }) {
  const { t } = useWords();
  const { live } = useSession();
  const [before] = useState(contact.display_name ?? "");
  const [text, setText] = useState(before);
  const field = useRef<HTMLInputElement>(null);
  const ended = useRef(false);
  useEffect(() => field.current?.select(), []);
  const end = (save: boolean) => {
    if (ended.current) return;
    ended.current = true;
    onEnd();
    if (save && text.trim() !== before) void rename(text.trim());
  };
  const rename = async (name: string) => {
    try {
      live.putContact({ ...contact, display_name: name || null });
      live.putContact(await api.renameContact(contact.id, name, before));
    } catch (error) {
      const now = currentOf<Contact>(error);
      live.putContact(now ?? contact);
      if (now) return onRival({ contact: now, mine: name });
      toast(t("toast.failed", { why: whyNot(error) }));
    }
  };
  return (
    <span className="input name-field">
      <input
        ref={field} autoFocus dir="auto" value={text} maxLength={longest} aria-label={t("details.display_name")} placeholder={contact.profile_name?.trim() || t("details.display_name")}
        onChange={(e) => setText(e.target.value)}
        onBlur={() => end(true)}
        onKeyDown={(e) => {
          if (e.key === "Enter") end(true);
          if (e.key === "Escape") {
            e.stopPropagation();
            end(false);
          }
        }}
      />
    </span>
  );
}

export function ContactFacts({ conversation, contact }: { conversation: Conversation; contact: Contact | undefined }) {
  const { t } = useWords();
  const phone = conversation.phone_number ?? contact?.phone_number ?? contact?.wa_id;
  const username = (conversation.username ?? contact?.username)?.replace(/^@/, "");
  const profile = contact?.profile_name?.trim();
  return (
    <dl className="kv">
      <Fact label={t("details.phone")} value={phone ? phoneText(phone) : t("details.no_phone")} copy={phone ? `+${phoneDigits(phone)}` : undefined} />
      {username && <Fact label={t("details.username")} value={`@${username}`} copy={username} />}
      {profile && profile !== nameOf(conversation) && <Fact label={t("details.profile_name")} value={profile} />}
    </dl>
  );
}
