# The shell
skip = Skip to content
search = Search
search-results = Search results
search-hint = Names in English or Chinese, pinyin, numbers: a few letters are enough.
perhaps-here-already = Perhaps this is on file already:
nothing-found = Nothing found
other-language = 中文
language = Language
theme = Light or dark
shortcuts = Keyboard shortcuts
shortcuts-off = Turn shortcuts off
shortcuts-on = Turn shortcuts on
palette = Go to anything
palette-hint = Go to a partner, a need, an expert …
key-create = New record on a list or board
key-edit = Edit the record; in the inbox, mark as read
key-rows = Next and previous row
key-move = Move a card on a board
navigation = Main navigation
menu = Menu
close = Close
undo = Undo
unsaved = What you typed is not saved yet.
my-account = My account
guides = Guides
guide-first-day = Your first day
guide-operators = Running Entente
accounts = Accounts
log-in = Log in
log-out = Log out
home = Home
to-home = To the home page
operation = If you ask for help, name this operation: { $id }
house-purpose = Companies, hospitals, regions and universities bring their needs here. We find the experts and technologies that fit, and say why.
look-around = Look around
hello = { $name }
menu-home = Home

# Lists
words = Words
all = All
apply = Apply
clear = Clear
board = Board
board-of = { $kind }: board
as-list = As a list
as-of = As of
as-it-was = As it was on { $day }
as-it-was-known = As it was on { $day }, as known on { $known }
as-now = Show it as it is now
reference = Number
state = State
days-here = In this state
days = { $n ->
    [0] today
    [one] 1 day
   *[other] { $n } days
}
target-days = { $n ->
    [one] Target: 1 day
   *[other] Target: { $n } days
}
count-of = { $n } · { $kind }
none-fit = Nothing fits these conditions
none-fit-hint = Take one away, or begin again without conditions.
none-yet = Nothing here yet
pages = Pages
previous = Previous
next = Next
fictional = Invented
show-all = Show all
move = Move
column-empty = None at present

# Records
edit = Edit
editing = Edit: { $what }
delete = Delete
restore = Take out of the trash
in-trash = In the trash
facts = Facts
beside = Steps, notes and chronology
next-steps = What next
notes = Notes
note-new = A new note
note-add = Add the note
tags = Tags
tags-edit = Tags, with commas between them
chronology = Chronology
fields-changed = { $n ->
    [one] 1 field changed
   *[other] { $n } fields changed
}
effective-from = in effect from { $day }
system = Entente
not-for-you = (not open to you)
yes = Yes
no = No
nothing = (empty)

# Forms
required = required
save = Save
cancel = Cancel
reason = Reason
effective = In effect from
effective-hint = Leave it empty for today. An earlier day corrects the past; what was known before stays on record.
when-and-why = From when, and why
class = Who may read it
class-hint = Public: everyone. Members: member companies and experts. Internal: staff. Restricted: only people named on the record.
form-wrong = Please look at these entries
in-en = English
in-zh = Chinese
currency = Currency
version = Version
saved-meanwhile = Saved by someone else meanwhile: { $value }

# Messages
toast-created = Created.
toast-saved = Saved.
toast-unchanged = Nothing was changed.
toast-step = Done.
toast-moved = Moved.
toast-reason-first = This step asks for a reason: give it here.
toast-trashed = Put into the trash: { $what }
toast-restored = Taken out of the trash.
toast-noted = Note added.
documents = Documents
documents-none = No documents yet.
document-add = Add a document
document-title = Title
document-title-hint = The file’s name, when this stays empty.
document-file = File
document-file-hint = PDF, Office, pictures, text or ZIP, up to { $max } MiB. You can also drag it here.
document-internal = Staff only
document-internal-only = For staff only
document-internal-hint = Otherwise everybody who sees this record sees its documents.
document-version = version { $n }
document-version-add = Add this version
document-more = Versions of { $title }
document-remove = Remove this document
document-text-waiting = text is being read
document-text-read = text is searched
document-text-failed = text could not be read
toast-document-added = Document added.
toast-document-version-added = Version added. The earlier ones stay.
toast-document-removed = Removed: { $what }
toast-document-restored = The document is back.
toast-logged-out = You are logged out.
toast-password-set = The password is set. Log in with it.
toast-session-ended = That session has ended.

# Logging in
login = Log-in name
password = Password
password-new = New password
password-again = The same once more
again = The same once more
current = Present password
password-current = Present password
password-change = Change password
password-hint = At least 12 characters. A sentence that only you would write is easy to remember.
choose-password = Choose a password
welcome-name = Welcome, { $name }.
forgot = Password forgotten?
forgot-hint = Type your log-in name. If there is such an account with an address, a letter with a link goes there at once.
forgot-sent = If there is such an account with an address, a letter is on its way. The link in it works for one hour.
send-link = Send the link
demo-logins = Try it as …
demo-logins-hint = Everyone and everything at work in this demo is invented.

# One's own account
name = Name
email = E-mail
sessions = Where you are logged in
browser = Browser
since = Since
last-seen = Last seen
end = End
this-one = this one

# Dates
record = Record
date-day = { $day } { $month } { $year }
month-1 = Jan
month-2 = Feb
month-3 = Mar
month-4 = Apr
month-5 = May
month-6 = Jun
month-7 = Jul
month-8 = Aug
month-9 = Sep
month-10 = Oct
month-11 = Nov
month-12 = Dec

# Keeping accounts
account-new = New account
account-empty = People who may log in. Invite the first one.
account-roles = Roles
account-role = Role
account-office = Office
account-office-hint = For roles that are held for an office.
account-person = Person
account-organisation = Organisation
account-organisations = Acts for
account-grant = Give the role
account-revoke = Take away
account-link = Link
account-unlink = End the link
account-disable = Close the account
account-enable = Open it again
account-invite = Send the invitation again
account-invite-and-save = Make the account and send the invitation
account-status = Status
role = Role
office = Office
organisation-of-account = Organisation

# Two records that are one
merge = Merge
merge-with = With which record?
merge-compare = Compare
side-by-side = Side by side
merge-parts = Rows of lists
merge-links = Records that lead here
merge-keep = Which record is kept?
merge-now = Merge the two
merge-hint = What leads to the other record will lead to the one that is kept, and what is missing there is filled in. The other one goes to the trash. The merge can be undone.
merged-here = Merged into this record
toast-merged = The two records are one now.
toast-unmerged = The two records are two again.

# Measures and dashboards
dashboards = Dashboards
dashboards-hint = Figures put together, your own and those shared with you. Everyone sees the numbers that their own rights allow; every number opens its rows.
dashboards-empty = Put the figures that you look at often on a page of your own.
dashboard-new = A new dashboard
dashboard-make = Make it and choose its tiles
dashboard-title = Title
dashboard-owner = Owner
dashboard-mine = You
dashboard-shared = Shared with
dashboard-changed = Last changed
dashboard-standard = Figures
dashboard-own = My figures
dashboard-open = Open
dashboard-edit = Edit the dashboard
dashboard-done = Show it
dashboard-outline = Title and sharing
dashboard-empty = No tiles yet
dashboard-empty-hint = A tile shows one measure: a number, bars, a line over time, a matrix or a map.
sharing-personal = Nobody
sharing-staff = Everyone on staff
sharing-roles = Some roles
sharing-which-roles = The roles, when it is shared with some
sharing-hint = Sharing shows the tiles, not your rights: each reader sees the numbers that their own rights allow.
duplicate-this = Duplicate
copy-of = { $what } (copy)
home-choose = Make it my home page
home-make-own = Make it my own
home-back-to-standard = Back to the standard home page
as-of-another-day = As of another day
as-known-on = as known on { $day }
known-on = As known on
more-filters = More filters
compared-with = Compared with
tiles = Tiles
tile-add = Add a tile
tile-measure = Measure
tile-choose = Choose
tile-chart = Drawn as
tile-chart-any = What fits
tile-by = Told apart by
tile-by-second = And by
tile-by-nothing = Nothing
tile-only = Only some records
tile-wide-hint = As wide as the page
tile-wide = Wider
tile-narrow = Narrower
tile-remove = Remove
tile-remove-this = Remove: { $what }
tile-up = Move up: { $what }
tile-down = Move down: { $what }
tile-closed = Not open to you
tile-closed-hint = Your rights do not cover the records or fields that this tile counts.
tile-more = +{ $step } since { $day } ({ $then })
tile-less = −{ $step } since { $day } ({ $then })
tile-same = As on { $day } ({ $then })
tile-then = { $then } on { $day }
chart-number = One number
chart-bars = Bars
chart-lines = Lines over a year
chart-matrix = Matrix
chart-map = Map
chart-provinces = Grid of provinces
chart-total = In all: { $all }.
chart-largest = In all: { $all }. Largest: { $what }, { $most }.
as-table = As a table
others = { $n } others
map-rest = { $n } more stand in the table alone: without a place, or beyond the { $points } points shown.
map-none = None of them has a place on the map.
nothing-counted = Nothing to count here.
not-said = Not said
held-back = fewer than five, held back
by-year = Year: { $what }
by-year-in-state = Year of the present state
by-place = Place
by-province = Province
measures = Measures
measures-hint = What is counted here, which date decides, and what is left out. Every figure can be asked for as of any day, as it was known on any day.
measures-none = There are no measures for you.
measure-definition = What is counted
measure-before-records = By { $day } nothing of this kind had been entered here: what was entered later was not known then.
measure-days = { $n ->
    [one] 1 day
   *[other] { $n } days
}
measure-days-of = { $days }, of { $n }
measure-part-of = { $part } of { $whole }
rows-behind = The rows behind:
toast-tile-added = The tile was added.
toast-tile-removed = The tile was removed.
toast-home-chosen = Your home page was changed.
