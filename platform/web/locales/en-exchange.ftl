# Tables in
import = Import
import-of = Import { $kind }
imports = Imports
imports-empty = What you bring in from spreadsheets is listed here, and can be undone.
import-purpose = From a file or from copied cells. Nothing is written before you have seen what each line would do.
import-file-hint = Excel (.xlsx) or CSV, UTF-8 or GB18030; at most { $max } MB. Of several sheets the one with the most lines is read.
import-group-twice-in-file = said more than once in the file
import-rows = Or paste rows, with the column titles first
import-rows-hint = Copy the cells in Excel, WPS or LibreOffice and paste them here; text with commas, semicolons or tabs works too. At most 1 MB.
import-pasted = Pasted rows
import-read = Read the rows
import-earlier = Earlier imports
import-file = File
import-into = Into
import-count = Lines
import-line = Line
import-wrong = What is wrong
import-columns = Where do the columns go?
import-column = Column
import-samples = What stands in it
import-to = Goes to
import-leave-out = (left out)
import-lines = { $n ->
    [one] { $n } line
   *[other] { $n } lines
  }
import-always = The same for every new record
import-always-hint = What must be filled in and no column has a place for.
import-key = Known by
import-key-hint = A line that finds a record by this changes it; the others make new records.
import-key-none = (nothing: every line is new)
import-class-hint = Who may see the new records.
import-preset = Keep these places under a name
import-preset-hint = The next file with the same titles is read in the same way. Optional.
import-check = Try all lines
import-check-again = Try all lines again
import-progress = { $done } of { $total }
import-stop = Stop
import-stopped = Stopped by you.
import-go-on = Go on
import-refresh = Refresh
import-commit = { $n ->
    [one] Write { $n } line
   *[other] Write { $n } lines
  }
import-nothing = There is nothing to write.
import-change-columns = Change the columns
import-see = See the records
import-undo = Undo the whole import
import-undone = { $back } records are as they were before. { $left ->
    [0] {""}
    [one] One was changed by somebody since; that change stays.
   *[other] { $left } were changed by somebody since; those changes stay.
  }
import-rejected = Lines not taken (CSV)
import-value = In the file
import-instead = Read instead
import-empty-cell = leave empty
import-state-mapping = Columns
import-state-checking = Being tried
import-state-checked = Tried, nothing written yet
import-state-committing = Being written
import-state-done = Written
import-state-undoing = Being undone
import-state-undone = Undone
import-outcome-new = new
import-outcome-change = changed
import-outcome-same = as they should be
import-outcome-wrong = not taken
import-repair-choice = Say what each value means, or leave the cell empty.
import-repair-date = Write days as 2024-03-01, or say what each value means.
import-repair-number = Write plain numbers, or say what each value means.
import-repair-money-format = Write plain amounts, or say what each value means.
import-repair-link-unknown = Give the number or the exact name of the record that is meant, or leave the cell empty.
import-repair-required = Fill the cell in the file, or give a column its place.
import-repair-twice-in-file = Take one of the lines out of the file.
import-repair-taken = Another record has this value. Choose it as what records are known by, or mend the file.
import-repair-too-long = Shorten the text in the file.

# Work in the background
job = Work
jobs = Work in the background
jobs-own = Mine
jobs-all = Everybody's
jobs-empty = Imports, large exports and the like go on here while you do other things.
job-progress = Done
job-owner = For
job-cancel = Stop
job-retry = Try again
job-import-check = Trying the lines of an import
job-import-commit = Writing an import
job-import-undo = Undoing an import
job-state-queued = waiting
job-state-running = at work
job-state-done = done
job-state-failed = failed
job-state-cancelled = stopped
actions = Actions

# One decision about many
bulk-page = Whole page
bulk-selected = Change the selected…
bulk-all = Change all that match…
bulk-pick = Select { $what }
bulk-heading = Change many: { $n } { $kind }
bulk-what = What is to be changed?
bulk-trash = Move to the trash
bulk-next = Next
bulk-preview = Show what would change
bulk-other = Another field
bulk-changed = { $n ->
    [0] Nothing would change
    [one] { $n } would change
   *[other] { $n } would change
  }
bulk-same = { $n } are so already.
bulk-more = and { $n } more
bulk-do = { $n ->
    [one] Change { $n } record
   *[other] Change { $n } records
  }
toast-bulk = { $what ->
    [one] One record was changed.
   *[other] { $what } records were changed.
  }
toast-bulk-none = Select records first.
toast-bulk-undone = { $what } records are as they were.
toast-bulk-undone-partly = { $what } records are as they were; others had been changed since and stay.
view-previous = Previous in the list
view-next = Next in the list
copy-record = Make a copy
key-beside = Previous and next record of the list

# How a list is set up
views = Views
view-name = Keep this list as
view-keep = Keep
view-share = for my colleagues too
view-shared = shared
view-remove = Remove { $name }
columns = Columns
group-by = Count by
group-none = (nothing)
toast-view-kept = Kept as “{ $what }”.
toast-view-unnamed = Give the list a name of at most 80 letters.
toast-view-removed = The view was removed.
edit-here = Edit { $what }

# Exports
export = Export
export-of = { $kind }: export
export-csv = CSV, as shown
export-xlsx = Excel, as shown
export-json = JSON, whole records
export-fields-hint = To edit and import again:
export-csv-fields = CSV, every field
export-xlsx-fields = Excel, every field
export-long = This list has more than { $most } rows. A file that long is made in the background.
export-long-how = You find it under “Work in the background” when it is ready, and there it stays for { $days } days. It holds what you may see at the moment when it is made.
export-long-narrow = Narrow the list by a filter, or log in.
export-begin = Make the file
back-to-list = Back to the list
toast-export-begun = The file is being made. It appears here when it is ready.
job-export = Making a file of a list
job-until = until { $at }
export-groups = Export these counts
export-table-csv = CSV
export-table-xlsx = Excel
export-table-json = JSON
export-day = Day
export-value = Value
export-number = Number
export-records = Records
package = Everything as a data package
package-hint = All records with their history, documents and audit chain as CSV files with a description (Frictionless Data Package), without passwords and other secrets. It can be read by other programs, and taken in by an empty installation. It is kept for { $days } days.
package-begin = Make the package
job-package = Packing up everything
