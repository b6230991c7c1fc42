import { lazy, Suspense, useState } from "react";
import { useUnblock } from "@/actions/unblock";
import type { Contact, Conversation } from "@/api/client";
import { useWords } from "@/i18n/words";
import { useNumbers, useSession } from "@/live/session";
import { useNav } from "@/place/nav";
import { nameOf } from "@/record/names";
import { phoneText } from "@/record/phone";
import { Button } from "@/ui/button";

const BlockDialog = lazy(() => import("./block"));
const EraseDialog = lazy(() => import("./erase"));

/** What nobody does by mistake: to block a person, and to erase everything of theirs. */
export function Danger({ conversation, contact }: { conversation: Conversation; contact: Contact }) {
  const { t } = useWords();
  const { may } = useSession();
  const { go } = useNav();
  const { data: numbers } = useNumbers();
  const [asked, setAsked] = useState<"block" | "erase">();
  const name = nameOf(conversation) || t("person.unknown");
  const number = numbers?.find((n) => n.phone_number_id === conversation.phone_number_id);
  const numberName = number?.name || phoneText(number?.display_phone_number) || conversation.phone_number_id;
  const blocked = contact.blocked_phone_number_ids.includes(conversation.phone_number_id);
  const mayBlock = may("contact:block") && !conversation.kapso.group_id;
  const mayErase = may("contact:erase");
  const { unblock, busy } = useUnblock(conversation);
  const close = () => setAsked(undefined);
  if (!mayBlock && !mayErase) return null;
  return (
    <section className="sec danger-zone" aria-label={t("details.danger")}>
      {mayBlock && blocked && <p className="quiet-line">{t("block.is", { name, number: numberName })}</p>}
      {mayBlock && blocked && <Button icon="ban" disabled={busy} onClick={() => void unblock()}>{t("block.undo", { name })}</Button>}
      {mayBlock && !blocked && <Button icon="ban" onClick={() => setAsked("block")}>{t("block.do_name", { name })}</Button>}
      {mayErase && <Button icon="x" className="danger-quiet" onClick={() => setAsked("erase")}>{t("erase.do_name", { name })}</Button>}
      <Suspense>
        {asked === "block" && <BlockDialog contact={contact} name={name} number={{ id: conversation.phone_number_id, name: numberName }} onClose={close} />}
        {asked === "erase" && <EraseDialog contact={contact} name={name} onClose={close} onErased={() => go({ conversationId: undefined, details: false }, { replace: true })} />}
      </Suspense>
    </section>
  );
}
