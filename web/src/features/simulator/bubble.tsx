import { DropdownMenu } from "radix-ui";
import { useState, type ReactNode } from "react";
import { timeText } from "@/record/time";
import { IconButton } from "@/ui/button";
import { Icon } from "@/ui/icon";
import { Ticks } from "@/ui/ticks";
import { Choices } from "./choices";
import type { Draft } from "./composer";
import { wordsOf } from "./content";
import { Content, holdsTime } from "./message";
import type { Customer, Outgoing, PhoneMessage } from "./control";
import { Menu, MenuItem, MenuLine } from "./menu";
import { useSimulatorWords } from "./words";

export type BubbleProps = {
  message: PhoneMessage;
  first: boolean;
  last: boolean;
  quoted: PhoneMessage | undefined;
  customer: Customer;
  business: string;
  send: (message: Outgoing) => Promise<void>;
  onDraft: (draft: Draft) => void;
};

const emojis = ["👍", "❤️", "😂", "😮", "😢", "🙏"];
const editable = new Set(["text", "image", "video", "document"]);

export const SystemLine = ({ message }: { message: PhoneMessage }) => <p className="sys" dir="auto">{wordsOf(message)}</p>;

/** A message on the phone. The customer's own stand at the end, with ticks. */
export function Bubble({ message: m, first, last, quoted, customer, business, send, onDraft }: BubbleProps) {
  const { t, locale } = useSimulatorWords();
  const own = m.from === "customer";
  const reactions = [m.customer_reaction, m.business_reaction].filter(Boolean);
  const bare = m.type === "sticker" && !m.revoked_at;
  const picture = (m.type === "image" || m.type === "video") && m.media && !m.revoked_at;
  const tappable = m.choices?.length && !m.revoked_at;
  const meta = <Meta message={m} />;
  const speaker = own ? customer.name : business;
  return (
    <article className={`msg ${own ? "out" : ""} ${first ? "g" : ""} ${last ? "tail" : ""} ${reactions.length ? "reacted" : ""}`} aria-label={`${speaker}, ${timeText(Date.parse(m.at), locale)}`}>
      <div className="line">
        <div className={`bub ${bare ? "bare" : ""} ${picture ? "media" : ""} ${tappable ? "btns" : ""}`}>
          {m.context?.forwarded || m.context?.frequently_forwarded ? <span className="fwd"><Icon name="reply" size={12} className="mirrored" />{t("bubble.forwarded")}</span> : null}
          {quoted && !m.revoked_at && (
            <span className="quote"><b dir="auto">{quoted.from === "customer" ? customer.name : business}</b><span className="quote-text" dir="auto">{wordsOf(quoted) || kindText(t, quoted)}</span></span>
          )}
          {m.revoked_at ? <span className="gone">{t("bubble.revoked")}</span> : <Content message={m} meta={meta} />}
          {(!holdsTime(m) || m.revoked_at) && meta}
          {tappable && <Choices message={m} send={send} />}
        </div>
        {!m.revoked_at && <div className="hover-acts"><Actions message={m} send={send} onDraft={onDraft} /></div>}
        {reactions.length > 0 && <span className="react" role="img" aria-label={t("bubble.reactions", { list: reactions.join(" ") })}>{reactions.join(" ")}</span>}
      </div>
    </article>
  );
}

type Say = ReturnType<typeof useSimulatorWords>["t"];
const kinds = new Set(["image", "video", "sticker", "location", "contacts", "document", "order"]);
export const kindText = (t: Say, m: PhoneMessage) => (m.type === "audio" ? t("kind.voice") : kinds.has(m.type) ? t(`kind.${m.type}` as "kind.image") : t("bubble.other", { type: m.type }));

function Actions({ message: m, send, onDraft }: Pick<BubbleProps, "message" | "send" | "onDraft">) {
  const { t } = useSimulatorWords();
  const own = m.from === "customer";
  const [wrong, setWrong] = useState(false);
  const act = (message: Outgoing) => void send(message).catch(() => setWrong(true));
  const react = (emoji: string) => act({ type: "reaction", message_id: m.id, emoji: emoji === m.customer_reaction ? "" : emoji });
  return (
    <Menu align={own ? "end" : "start"} trigger={<IconButton small icon={wrong ? "alert" : "more"} label={t("bubble.actions")} />}>
      <div className="emojis">
        {emojis.map((e) => (
          <DropdownMenu.Item key={e} className={`mi ${e === m.customer_reaction ? "on" : ""}`} aria-label={t(e === m.customer_reaction ? "bubble.unreact" : "bubble.react", { emoji: e })} onSelect={() => react(e)}>{e}</DropdownMenu.Item>
        ))}
      </div>
      <MenuLine />
      <MenuItem icon="reply" onSelect={() => later(() => onDraft({ reply: m }))}>{t("bubble.reply")}</MenuItem>
      {m.customer_reaction && <MenuItem icon="x" onSelect={() => react(m.customer_reaction)}>{t("bubble.unreact", { emoji: m.customer_reaction })}</MenuItem>}
      {own && editable.has(m.type) && <MenuItem icon="edit" onSelect={() => later(() => onDraft({ edit: m }))}>{t("bubble.edit")}</MenuItem>}
      {own && <MenuItem icon="ban" onSelect={() => act({ type: "revoke", message_id: m.id })}>{t("bubble.revoke")}</MenuItem>}
    </Menu>
  );
}

// The closing menu gives the focus back to its button first.
const later = (run: () => void) => requestAnimationFrame(() => requestAnimationFrame(run));

export function Meta({ message: m }: { message: PhoneMessage }): ReactNode {
  const { t, locale } = useSimulatorWords();
  const state = m.state === "read" || m.state === "delivered" ? m.state : "sent";
  return (
    <span className="meta">
      {m.edited_at && <span>{t("bubble.edited")}</span>}
      {timeText(Date.parse(m.at), locale)}
      {m.from === "customer" && <Ticks tick={state} label={t(`tick.${state}`)} />}
    </span>
  );
}
