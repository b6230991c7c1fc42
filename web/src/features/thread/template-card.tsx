import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import type { Message } from "@/api/client";
import { queries } from "@/live/queries";
import { templateCardOf, templateOf } from "@/record/template-card";
import { Icon } from "@/ui/icon";
import { Buttons, CardParts, Cards } from "./offer-card";
import { useThreadWords } from "./words";

/** A template as the person got it, as far as its text is known here. */
export function SentTemplate({ message, meta }: { message: Message; meta: ReactNode }) {
  const { t } = useThreadWords();
  const number = message.kapso.phone_number_id;
  const { data } = useQuery({ ...queries.templates(number ?? ""), enabled: !!number });
  const card = templateCardOf(message, templateOf(message, data?.data));
  return (
    <>
      <span className="choice"><Icon name="template" size={12} />{t("message.template", { name: card.name })}{card.language && ` · ${card.language}`}</span>
      <CardParts header={card.header} body={card.body || (card.known ? "" : t("message.template_unknown"))} footer={card.footer} meta={meta} />
      <Cards cards={card.cards} />
      <Buttons buttons={card.buttons} />
    </>
  );
}
