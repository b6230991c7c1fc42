import type { Message } from "@/api/client";
import { useWords } from "@/i18n/words";
import { phoneText } from "@/record/phone";
import { Icon } from "@/ui/icon";

/** What happened to the person at WhatsApp, as a line between the messages. */
export function SystemLine({ message, name, rowKey }: { message: Message; name: string; rowKey: string }) {
  const { t } = useWords();
  const { type, wa_id, body } = message.system ?? {};
  let text = body ?? message.kapso.content ?? "";
  if (type === "user_changed_number" || type === "customer_changed_number") text = wa_id ? t("system.number_to", { name, number: phoneText(wa_id) }) : t("system.number", { name });
  if (type === "user_changed_user_id") text = t("system.user_id", { name });
  if (type === "customer_identity_changed") text = t("system.identity", { name });
  return <p className="sys keyed" data-key={rowKey} data-wamid={message.id} dir="auto"><Icon name={type === "customer_identity_changed" ? "key" : "user"} size={12} />{text}</p>;
}
