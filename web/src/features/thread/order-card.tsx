import type { ReactNode } from "react";
import type { Message } from "@/api/client";
import { moneyText, orderOf } from "@/record/order";
import { Icon } from "@/ui/icon";
import { Text } from "@/message/text";
import { useThreadWords } from "./words";

/** A cart that a person sent: what, how many, for how much. */
export function OrderCard({ message, meta }: { message: Message; meta: ReactNode }) {
  const { t, locale } = useThreadWords();
  const { text, lines, totals } = orderOf(message);
  return (
    <>
      <span className="choice"><Icon name="list" size={12} />{t("order.title", { count: lines.length })}</span>
      <table className="order">
        <thead className="sr"><tr><th scope="col">{t("order.item")}</th><th scope="col">{t("order.quantity")}</th><th scope="col">{t("order.price")}</th></tr></thead>
        <tbody>
          {lines.map((line, i) => (
            <tr key={i}>
              <td dir="auto">{line.id || t("order.item")}</td>
              <td className="num">{line.quantity.toLocaleString(locale)} ×</td>
              <td className="num">{moneyText(line.price, line.currency, locale)}</td>
            </tr>
          ))}
        </tbody>
        {totals.length > 0 && <tfoot><tr><th scope="row" colSpan={2}>{t("order.total")}</th><td className="num">{totals.map((total) => moneyText(total.amount, total.currency, locale)).join(" + ")}</td></tr></tfoot>}
      </table>
      {text && <Text text={text} />}
      {meta}
    </>
  );
}
