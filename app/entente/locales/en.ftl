indexes = Indexes
indexes-hint = Search and matching hold what they need beside the database, in step with it. Made anew, they hold the same.
indexes-search = Search
indexes-matching = Matching
indexes-of-public = Records open to everyone
indexes-of-members = Records open to members
indexes-of-internal = Records open to staff
indexes-rebuild = Make them anew
indexes-compare = Compare with the database
indexes-at-work = At work. You can leave this page.
indexes-built = { $n ->
    [one] Made anew from 1 record.
   *[other] Made anew from { $n } records.
}
indexes-alike = They hold what the database holds.
indexes-differ = { $n ->
    [one] 1 record differs. Make the indexes anew.
   *[other] { $n } records differ. Make the indexes anew.
}
indexes-failed = It could not be done:
