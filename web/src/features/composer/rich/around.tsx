import type { ReactNode } from "react";
import { limits, type Problems } from "@/record/composed";
import { Counted } from "./counted";
import { useComposerWords } from "../words";

type Texts = { header: string; body: string; footer: string };
type Props = { form: Texts; problems: Problems; tried: boolean; most: number; change: (part: Partial<Texts>) => void; children: ReactNode };

/** The texts that buttons and a list share, with what is chosen between them. */
export function Around({ form, problems, tried, most, change, children }: Props) {
  const { t } = useComposerWords();
  return (
    <>
      <Counted label={t("rich.body")} value={form.body} most={most} wrong={problems.body} tried={tried} lines={4} autoFocus onChange={(body) => change({ body })} />
      {children}
      <Counted label={t("rich.header")} value={form.header} most={limits.header} wrong={problems.header} tried={tried} optional onChange={(header) => change({ header })} />
      <Counted label={t("rich.footer")} value={form.footer} most={limits.footer} wrong={problems.footer} tried={tried} optional onChange={(footer) => change({ footer })} />
    </>
  );
}
