/** The shape of the picker until its templates are here. */
export function PickerSkeleton() {
  return (
    <div className="tp late" aria-hidden>
      <div className="tl">{[0, 1, 2, 3, 4].map((i) => <span key={i} className="sk my-2.5 h-8" />)}</div>
      <div className="pv"><span className="sk grow" /></div>
    </div>
  );
}
