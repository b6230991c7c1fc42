import { limits, type ListForm, type Problems, type Row, type Section } from "@/record/composed";
import { Button, IconButton } from "@/ui/button";
import { Around } from "./around";
import { Counted } from "./counted";
import { RichForm, type FieldsProps, type RichProps } from "./form";
import { ChoicePreview, PreviewButtons } from "./preview";
import { useComposerWords } from "../words";

const emptyRow: Row = { title: "", description: "" };

export default function ListDialog(props: RichProps) {
  return <RichForm {...props} kind="list" fields={(p) => <Fields {...p} />} preview={(form) => <Preview form={form} />} />;
}

/** The bubble with its button, and below it the sheet that the button opens. */
function Preview({ form }: { form: ListForm }) {
  const { t } = useComposerWords();
  return (
    <>
      <ChoicePreview {...form} empty={t("rich.body_here")}>
        <PreviewButtons icon="list" labels={[form.button.trim() || t("rich.list_button")]} />
      </ChoicePreview>
      <div className="rich-sheet" aria-hidden>
        <b dir="auto">{form.button.trim() || t("rich.list_button")}</b>
        {form.sections.map((section, s) => (
          <ul key={s}>
            {section.title.trim() && <li className="muted" dir="auto">{section.title}</li>}
            {section.rows.map((row, r) => <li key={r} className="rich-choice"><span><span className="block trunc" dir="auto">{row.title.trim() || t("rich.row", { place: r + 1 })}</span>{row.description.trim() && <small className="block trunc" dir="auto">{row.description}</small>}</span></li>)}
          </ul>
        ))}
      </div>
    </>
  );
}

function Fields({ form, problems, tried, change }: FieldsProps<ListForm>) {
  const { t } = useComposerWords();
  const { sections } = form;
  const rows = sections.reduce((n, section) => n + section.rows.length, 0);
  const setSection = (at: number, part: Partial<Section>) => change({ sections: sections.with(at, { ...sections[at]!, ...part }) });
  return (
    <Around form={form} problems={problems} tried={tried} most={limits.listBody} change={change}>
      <Counted label={t("rich.list_button")} value={form.button} most={limits.listButton} wrong={problems.button} tried={tried} onChange={(button) => change({ button })} />
      {sections.map((section, s) => (
        <fieldset className="rich-section" key={s}>
          <legend className="lbl">{t("rich.section", { place: s + 1 })}</legend>
          <div className="rich-line">
            <Counted label={t("rich.section_title")} value={section.title} most={limits.sectionTitle} wrong={problems[`sections.${s}.title`]} tried={tried} optional={sections.length === 1} onChange={(title) => setSection(s, { title })} />
            {sections.length > 1 && <IconButton icon="x" label={t("rich.remove_section", { place: s + 1 })} onClick={() => change({ sections: sections.toSpliced(s, 1) })} />}
          </div>
          {section.rows.map((row, r) => (
            <RowFields
              key={r} row={row} place={r + 1} path={`sections.${s}.rows.${r}`} problems={problems} tried={tried}
              onChange={(part) => setSection(s, { rows: section.rows.with(r, { ...row, ...part }) })}
              onRemove={section.rows.length > 1 ? () => setSection(s, { rows: section.rows.toSpliced(r, 1) }) : undefined}
            />
          ))}
          {rows < limits.rows && <Button size="sm" icon="plus" onClick={() => setSection(s, { rows: [...section.rows, emptyRow] })}>{t("rich.add_row")}</Button>}
        </fieldset>
      ))}
      {rows < limits.rows
        ? <Button icon="plus" onClick={() => change({ sections: [...sections, { title: "", rows: [emptyRow] }] })}>{t("rich.add_section")}</Button>
        : <p className="muted">{t("rich.most_rows", { count: limits.rows })}</p>}
    </Around>
  );
}

type RowProps = { row: Row; place: number; path: string; problems: Problems; tried: boolean; onChange: (part: Partial<Row>) => void; onRemove: (() => void) | undefined };

function RowFields({ row, place, path, problems, tried, onChange, onRemove }: RowProps) {
  const { t } = useComposerWords();
  return (
    <div className="rich-line" role="group" aria-label={t("rich.row", { place })}>
      <div className="rich-pair">
        <Counted label={t("rich.row", { place })} value={row.title} most={limits.rowTitle} wrong={problems[`${path}.title`]} tried={tried} onChange={(title) => onChange({ title })} />
        <Counted label={t("rich.row_description")} value={row.description} most={limits.rowDescription} wrong={problems[`${path}.description`]} tried={tried} optional onChange={(description) => onChange({ description })} />
      </div>
      {onRemove && <IconButton icon="x" label={t("rich.remove_row", { place })} onClick={onRemove} />}
    </div>
  );
}
