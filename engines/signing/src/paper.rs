//! The machine.

use std::collections::BTreeSet;

/// Why an act is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Refusal {
    /// All have signed: nothing changes any more.
    Final,
    /// There is no such version.
    NoVersion,
    /// There is a later version.
    OldVersion,
    /// The version is not out with the sides, or was taken back.
    NotOut,
    /// The version has another hash than the one that was named.
    OtherHash,
    /// The text is the one that is there already.
    SameText,
    /// This side is not asked.
    NotAsked,
    /// It said so before.
    Already,
    /// Not all have approved this version yet.
    NotApproved,
    /// There is nothing of this side to take back.
    Nothing,
}

/// One version of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version<S> {
    /// The hash of its bytes.
    pub hash: String,
    /// It is out with the sides.
    pub is_out: bool,
    /// It was taken back for good.
    pub is_withdrawn: bool,
    /// Who approved it.
    pub approvals: BTreeSet<S>,
    /// Who signed it.
    pub signatures: BTreeSet<S>,
}

/// A contract in the making; `S` names a side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paper<S> {
    approvers: BTreeSet<S>,
    signers: BTreeSet<S>,
    versions: Vec<Version<S>>,
    last_text: Option<usize>,
}

impl<S: Ord + Clone> Paper<S> {
    /// A paper without a text yet: who must approve, and who signs.
    pub fn new(approvers: impl IntoIterator<Item = S>, signers: impl IntoIterator<Item = S>) -> Self {
        Self {
            approvers: approvers.into_iter().collect(),
            signers: signers.into_iter().collect(),
            versions: Vec::new(),
            last_text: None,
        }
    }

    /// A paper as it was kept: its versions in order, number 1 first. It is final when all signed the last one.
    pub fn kept(
        approvers: impl IntoIterator<Item = S>,
        signers: impl IntoIterator<Item = S>,
        versions: Vec<Version<S>>,
    ) -> Self {
        let mut paper = Self { versions, ..Self::new(approvers, signers) };
        paper.settle();
        paper
    }

    /// Who must approve.
    pub fn approvers(&self) -> impl Iterator<Item = &S> {
        self.approvers.iter()
    }

    /// Who signs.
    pub fn signers(&self) -> impl Iterator<Item = &S> {
        self.signers.iter()
    }

    /// The versions, number 1 first.
    #[must_use]
    pub fn versions(&self) -> &[Version<S>] {
        &self.versions
    }

    /// The number of the text that all signed.
    #[must_use]
    pub fn last_text(&self) -> Option<usize> {
        self.last_text
    }

    /// The number of the version that can be approved and signed: the last one, if it is out.
    #[must_use]
    pub fn current(&self) -> Option<usize> {
        let last = self.versions.last()?;
        (last.is_out && !last.is_withdrawn).then_some(self.versions.len())
    }

    /// Who has yet to approve the current version; everybody when there is none.
    pub fn to_approve(&self) -> impl Iterator<Item = &S> {
        let done = self.current().and_then(|_| self.versions.last()).map(|v| &v.approvals);
        self.approvers.iter().filter(move |side| !done.is_some_and(|d| d.contains(side)))
    }

    /// Who has yet to sign the current version; everybody when there is none.
    pub fn to_sign(&self) -> impl Iterator<Item = &S> {
        let done = self.current().and_then(|_| self.versions.last()).map(|v| &v.signatures);
        self.signers.iter().filter(move |side| !done.is_some_and(|d| d.contains(side)))
    }

    /// True when the current version has every approval that it needs.
    #[must_use]
    pub fn is_agreed(&self) -> bool {
        self.current().is_some() && self.to_approve().next().is_none()
    }

    /// A new version; gives its number. Errors: [`Refusal::Final`], [`Refusal::SameText`].
    pub fn write(&mut self, hash: &str) -> Result<usize, Refusal> {
        self.still_open()?;
        if self.versions.last().is_some_and(|last| last.hash == hash && !last.is_withdrawn) {
            return Err(Refusal::SameText);
        }
        self.versions.push(Version {
            hash: hash.to_owned(),
            is_out: false,
            is_withdrawn: false,
            approvals: BTreeSet::new(),
            signatures: BTreeSet::new(),
        });
        Ok(self.versions.len())
    }

    /// The last version goes out to the sides. Errors: as [`Paper::withdraw`], [`Refusal::Already`].
    pub fn send(&mut self, number: usize) -> Result<(), Refusal> {
        let version = self.last(number)?;
        if version.is_withdrawn {
            return Err(Refusal::NotOut);
        }
        if version.is_out {
            return Err(Refusal::Already);
        }
        version.is_out = true;
        Ok(())
    }

    /// The last version is taken back for good. Errors: [`Refusal::Final`], [`Refusal::NoVersion`],
    /// [`Refusal::OldVersion`], [`Refusal::Already`].
    pub fn withdraw(&mut self, number: usize) -> Result<(), Refusal> {
        let version = self.last(number)?;
        if version.is_withdrawn {
            return Err(Refusal::Already);
        }
        version.is_withdrawn = true;
        Ok(())
    }

    /// A side approves. Errors: as [`Paper::withdraw`], and [`Refusal::NotOut`], [`Refusal::OtherHash`],
    /// [`Refusal::NotAsked`].
    pub fn approve(&mut self, side: S, number: usize, hash: &str) -> Result<(), Refusal> {
        let asked = self.approvers.contains(&side);
        let version = self.open(number, hash)?;
        if !asked {
            return Err(Refusal::NotAsked);
        }
        if version.approvals.insert(side) { Ok(()) } else { Err(Refusal::Already) }
    }

    /// A side signs. Errors: as [`Paper::approve`], and [`Refusal::NotApproved`].
    pub fn sign(&mut self, side: S, number: usize, hash: &str) -> Result<(), Refusal> {
        let (asked, agreed) = (self.signers.contains(&side), self.is_agreed());
        let version = self.open(number, hash)?;
        if !asked {
            return Err(Refusal::NotAsked);
        }
        if !agreed {
            return Err(Refusal::NotApproved);
        }
        if !version.signatures.insert(side) {
            return Err(Refusal::Already);
        }
        self.settle();
        Ok(())
    }

    /// A side takes back what it said of the last version: the signature, and else the approval. Errors: as
    /// [`Paper::withdraw`], [`Refusal::Nothing`].
    pub fn take_back(&mut self, side: &S, number: usize) -> Result<(), Refusal> {
        let version = self.last(number)?;
        if version.signatures.remove(side) || version.approvals.remove(side) {
            Ok(())
        } else {
            Err(Refusal::Nothing)
        }
    }

    fn still_open(&self) -> Result<(), Refusal> {
        if self.last_text.is_some() { Err(Refusal::Final) } else { Ok(()) }
    }

    fn last(&mut self, number: usize) -> Result<&mut Version<S>, Refusal> {
        self.still_open()?;
        let count = self.versions.len();
        if number == 0 || number > count {
            return Err(Refusal::NoVersion);
        }
        if number < count {
            return Err(Refusal::OldVersion);
        }
        self.versions.last_mut().ok_or(Refusal::NoVersion)
    }

    fn open(&mut self, number: usize, hash: &str) -> Result<&mut Version<S>, Refusal> {
        let version = self.last(number)?;
        if !version.is_out || version.is_withdrawn {
            return Err(Refusal::NotOut);
        }
        if version.hash == hash { Ok(version) } else { Err(Refusal::OtherHash) }
    }

    /// Final as soon as every side that signs has signed the current version; a paper that nobody signs never is.
    fn settle(&mut self) {
        if !self.signers.is_empty() && self.current().is_some() && self.to_sign().next().is_none() {
            self.last_text = Some(self.versions.len());
        }
    }
}
