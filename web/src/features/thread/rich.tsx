import type { ReactNode } from "react";
import type { Message } from "@/api/client";
import { choiceOf } from "@/record/choice";
import { formOf, offerOf } from "@/record/offer";
import { ownText } from "@/record/preview";
import { str } from "@/record/foreign";
import { Icon, type IconName } from "@/ui/icon";
import { Text } from "@/message/text";
import { ContactCards, LocationCard } from "./cards";
import { Odd } from "./odd";
import { OfferCard } from "./offer-card";
import { OrderCard } from "./order-card";
import { SentTemplate } from "./template-card";
import { useThreadWords } from "./words";

type Props = { message: Message; meta: ReactNode; name: string };

/** The kinds of message beside words and files. What isn't known is named, not hidden. */
export function Rich({ message, meta, name }: Props) {
  switch (message.type) {
    case "template":
      return <SentTemplate message={message} meta={meta} />;
    case "location":
      return <><LocationCard message={message} />{meta}</>;
    case "contacts":
      return <><ContactCards message={message} />{meta}</>;
    case "order":
      return <OrderCard message={message} meta={meta} />;
    case "interactive":
    case "button":
      return <Interactive message={message} meta={meta} name={name} />;
    default:
      return <Odd message={message} meta={meta} />;
  }
}

function Interactive({ message, meta, name }: Props) {
  const { t } = useThreadWords();
  const offer = offerOf(message);
  if (offer) return <OfferCard offer={offer} meta={meta} />;
  const permission = str(message.interactive?.call_permission_reply, "response");
  if (permission) return <Answer icon="phone" label={t("message.calls")} meta={meta}><p>{t(permission === "accept" ? "message.calls_allowed" : "message.calls_refused", { name })}</p></Answer>;
  if (message.interactive?.nfm_reply) return <Answer icon="list" label={t("message.form")} meta={meta}><Form message={message} /></Answer>;
  const choice = choiceOf(message);
  const title = ownText(message);
  if (!title) return <Odd message={message} meta={meta} />;
  return (
    <Answer icon="check" label={t("message.choice")} meta={meta}>
      <Text text={title} />
      {choice?.description && <span className="block text-label muted" dir="auto">{choice.description}</span>}
    </Answer>
  );
}

function Answer({ icon, label, meta, children }: { icon: IconName; label: string; meta: ReactNode; children: ReactNode }) {
  return <><span className="choice"><Icon name={icon} size={12} />{label}</span>{children}{meta}</>;
}

/** A filled form, question by question. */
function Form({ message }: { message: Message }) {
  const { t } = useThreadWords();
  const answers = formOf(message);
  if (!answers) return <Text text={str(message.interactive?.nfm_reply, "body") || t("message.form_unreadable")} />;
  if (answers.length === 0) return <p>{t("message.form_empty")}</p>;
  return <dl className="kv form">{answers.map(({ question, answer }, i) => <div key={i}><dt dir="auto">{question}</dt><dd dir="auto">{answer || "–"}</dd></div>)}</dl>;
}
