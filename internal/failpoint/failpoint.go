// Package failpoint lets tests kill the process at a chosen place of its code,
// as a power cut would. In a build without the tag `failpoint` it compiles to
// nothing.
//
// A place is named where it is hit. The variable FAILPOINT arms one of them:
// its name, and after # at which hit the process dies, the first when nothing
// is said: "job.claimed", "after delivery.ingest#2". FAILPOINT_HOLDS names a
// place that nobody passes: what would go on beside the armed one, until the
// process is dead, waits there. The variables are no settings of the operator's,
// so their names do not begin like one.
//
// Package app hits "before NAME" and "after NAME" around the transaction of
// each use case that writes; the parts that begin transactions of their own
// (job, event, blob) and the edge that answers WhatsApp name theirs. The table
// in test/crash says what lies before and after each.
//
// It promises that an armed process is dead when Hit returns at that hit, and
// that the name was written to standard error before. Imports the standard
// library only.
package failpoint
