/** On or off, at once. Its label stands around it. */
export function Switch({ checked, onChange, disabled }: { checked: boolean; onChange: (on: boolean) => void; disabled?: boolean }) {
  return <button type="button" role="switch" aria-checked={checked} disabled={disabled} className={`switch ${checked ? "on" : ""}`} onClick={() => onChange(!checked)} />;
}
