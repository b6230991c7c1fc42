import type { Message } from "@/api/client";
import { list, num, obj, str } from "./foreign";

export type OrderLine = { id: string; quantity: number; price: number; currency: string };
export type Order = { text: string; catalog: string; lines: OrderLine[]; /** By currency, in the order of the lines. */ totals: { amount: number; currency: string }[] };

/** A cart that a person sent. Quantities and prices come as numbers or as text; a line without a price counts as nothing. */
export function orderOf(message: Message): Order {
  const order = obj(message.order);
  const lines = list(order, "product_items").map((item) => ({ id: str(item, "product_retailer_id"), quantity: finite(num(item, "quantity"), 1), price: finite(num(item, "item_price"), NaN), currency: str(item, "currency").toUpperCase() }));
  const totals = new Map<string, number>();
  for (const { quantity, price, currency } of lines) if (Number.isFinite(price)) totals.set(currency, (totals.get(currency) ?? 0) + quantity * price);
  return { text: str(order, "text"), catalog: str(order, "catalog_id"), lines, totals: [...totals].map(([currency, amount]) => ({ amount, currency })) };
}

const finite = (value: number, otherwise: number) => (Number.isFinite(value) && Math.abs(value) < 1e12 ? value : otherwise);

/** An amount with its currency; with a code that nobody knows, the code stands behind. */
export function moneyText(amount: number, currency: string, locale: string): string {
  if (!Number.isFinite(amount)) return "";
  try {
    return new Intl.NumberFormat(locale, { style: "currency", currency }).format(amount);
  } catch {
    return [new Intl.NumberFormat(locale, { minimumFractionDigits: 2, maximumFractionDigits: 2 }).format(amount), currency].filter(Boolean).join(" ");
  }
}
