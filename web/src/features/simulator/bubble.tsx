import type { ReactNode } from "react";
import { Text } from "@/features/thread/text";
import { timeText } from "@/record/time";
import { Ticks } from "@/ui/ticks";
import type { Draft } from "./composer";
import { wordsOf } from "./content";
import type { Customer, Outgoing, PhoneMessage } from "./control";
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

export const SystemLine = ({ message }: { message: PhoneMessage }) => <p className="sys" dir="auto">{wordsOf(message)}</p>;

/** A message on the phone. The customer's own stand at the end, with ticks. */
export function Bubble({ message: m, first, last }: BubbleProps) {
  const own = m.from === "customer";
  return (
    <article className={`msg ${own ? "out" : ""} ${first ? "g" : ""} ${last ? "tail" : ""}`}>
      <div className="line"><div className="bub"><Text text={wordsOf(m)} /><Meta message={m} /></div></div>
    </article>
  );
}

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
