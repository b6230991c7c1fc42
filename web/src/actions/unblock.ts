import "@/i18n/later";
import { useState } from "react";
import { api, type Conversation } from "@/api/client";
import { whyNot } from "@/i18n/failure";
import { useWords } from "@/i18n/words";
import { useSession } from "@/live/session";
import { nameOf } from "@/record/names";
import { toast } from "@/ui/toast";

/** Lets the person of a conversation write to its number again, and says how that went; true when it went well. */
export function useUnblock(conversation: Conversation) {
  const { t } = useWords();
  const { live } = useSession();
  const [busy, setBusy] = useState(false);
  const unblock = async () => {
    setBusy(true);
    try {
      live.putContact(await api.unblock(conversation.kapso.contact_id, conversation.phone_number_id));
      toast(t("block.undone", { name: nameOf(conversation) || t("person.unknown") }));
      return true;
    } catch (error) {
      toast(t("toast.failed", { why: whyNot(error) }));
      return false;
    } finally {
      setBusy(false);
    }
  };
  return { unblock, busy };
}
