import { useQuery } from "@tanstack/react-query";
import { useUnblock } from "@/actions/unblock";
import type { Conversation } from "@/api/client";
import { queries } from "@/live/queries";
import { useNumbers, useSession } from "@/live/session";
import { nameOf } from "@/record/names";
import { phoneText } from "@/record/phone";
import { Button } from "@/ui/button";
import { Icon } from "@/ui/icon";
import { useComposerWords } from "./words";

/** Whether the conversation's own number has blocked its person; another number may have, which doesn't matter here. */
export function useBlocked(conversation: Conversation | undefined): boolean {
  const id = conversation?.kapso.group_id ? undefined : conversation?.kapso.contact_id;
  const { data } = useQuery({ ...queries.contact(id ?? ""), enabled: !!id });
  return !!conversation && !!data?.blocked_phone_number_ids.includes(conversation.phone_number_id);
}

/** In the composer's place while WhatsApp would refuse whatever is sent. What is drafted waits behind it. */
export function Blocked({ conversation, draft }: { conversation: Conversation; draft: boolean }) {
  const { t } = useComposerWords();
  const { may } = useSession();
  const { data: numbers } = useNumbers();
  const { unblock, busy } = useUnblock(conversation);
  const number = numbers?.find((n) => n.phone_number_id === conversation.phone_number_id);
  const names = { name: nameOf(conversation) || t("person.unknown"), number: number?.name || phoneText(number?.display_phone_number) || conversation.phone_number_id };
  const write = async () => {
    if (await unblock()) requestAnimationFrame(() => document.querySelector<HTMLElement>("[data-composer] textarea")?.focus());
  };
  return (
    <div className="composer locked">
      <div className="lk">
        <Icon name="ban" />
        <p className="grow" role="status">{t("blocked.is", names)}{draft && ` ${t("window.draft_kept")}`}</p>
        {may("contact:block") && <Button size="sm" disabled={busy} onClick={() => void write()}>{t(busy ? "blocked.busy" : "blocked.undo")}</Button>}
      </div>
    </div>
  );
}
