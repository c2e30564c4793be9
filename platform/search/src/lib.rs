//! Search over records, one index per readership.
