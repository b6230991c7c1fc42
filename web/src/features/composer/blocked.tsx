import { useUnblock } from "@/actions/unblock";
import type { Conversation } from "@/api/client";
import { useNumbers, useSession } from "@/live/session";
import { nameOf } from "@/record/names";
import { phoneText } from "@/record/phone";
import { Button } from "@/ui/button";
import { focusBack } from "@/ui/focus-back";
import { Icon } from "@/ui/icon";
import { useComposerWords } from "./words";

/** In the composer's place while WhatsApp would refuse whatever is sent. What is drafted waits behind it. */
export function Blocked({ conversation, draft }: { conversation: Conversation; draft: boolean }) {
  const { t } = useComposerWords();
  const { may } = useSession();
  const { data: numbers } = useNumbers();
  const { unblock, busy } = useUnblock(conversation);
  const number = numbers?.find((n) => n.phone_number_id === conversation.phone_number_id);
  const names = { name: nameOf(conversation) || t("person.unknown"), number: number?.name || phoneText(number?.display_phone_number) || conversation.phone_number_id };
  const write = async () => {
    if (await unblock()) requestAnimationFrame(() => focusBack(document.querySelector("[data-composer] textarea")));
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
