import { Button } from "@/ui/button";
import type { Customer } from "./control";
import { Customers } from "./customers";
import { ClockSection, Faults } from "./faults";
import { PersonSettings } from "./person";
import { SendKinds } from "./send";
import { useSimulatorWords } from "./words";

type Props = { customers: Customer[]; selected: Customer | undefined; onSelect: (id: string) => void; onInbox: () => void };

/** What a customer, their phone and WhatsApp do. */
export function Controls({ customers, selected, onSelect, onInbox }: Props) {
  const { t } = useSimulatorWords();
  return (
    <aside className="ctl" aria-label={t("view.controls")}>
      <div className="bar">
        <h2 className="grow">{t("view.controls")}</h2>
        <Button size="sm" icon="ext" onClick={onInbox}>{t("open_inbox")}</Button>
      </div>
      <div className="ctl-body">
        <Customers customers={customers} selected={selected?.id} onSelect={onSelect} />
        {selected && <SendKinds key={`s${selected.id}`} customer={selected} />}
        {selected && <PersonSettings key={`p${selected.id}`} customer={selected} />}
        <Faults />
        <ClockSection />
      </div>
    </aside>
  );
}
