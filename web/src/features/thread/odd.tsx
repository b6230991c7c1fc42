import type { ReactNode } from "react";
import type { Message } from "@/api/client";
import { oddKindOf, ownText } from "@/record/preview";
import { Icon } from "@/ui/icon";
import { Text } from "@/message/text";
import { useThreadWords } from "./words";

// What people send that WhatsApp's API doesn't hand over (Cloud API reference, unsupported messages), and types of the API itself.
const named = new Set(["poll_creation", "poll_update", "edit", "pin", "group_invite", "gif", "view_once", "keep_in_chat", "link_preview", "product", "list", "button", "interactive", "media_placeholder", "hsm", "event", "request_welcome", "ephemeral"]);

/** Something that can't be shown here: what it is, and where it can be seen. */
export function Odd({ message, meta }: { message: Message; meta: ReactNode }) {
  const { t, dynamic } = useThreadWords();
  const kind = oddKindOf(message);
  const name = named.has(kind) ? dynamic(`odd.${kind}`) : kind.replaceAll("_", " ");
  const text = message.type === "unsupported" || message.type === "unknown" ? "" : ownText(message);
  const raw = message.kapso.message_type_data;
  const why = message.kapso.errors?.find((e) => e.code !== 131051)?.cause;
  return (
    <>
      <span className="odd"><Icon name="ban" />{name ? t("message.unsupported_type", { type: name }) : t("message.unsupported")}</span>
      {text && <Text text={text} />}
      <span className="block text-label muted">{why ?? t("message.on_phone")}</span>
      {message.type === "unknown" && raw !== undefined && <details className="raw"><summary>{t("message.raw")}</summary><pre dir="ltr">{JSON.stringify(raw, null, 2).slice(0, 4000)}</pre></details>}
      {meta}
    </>
  );
}
