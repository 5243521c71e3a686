//! An allocator that counts what it gave out and did not get back: what a world weighs. It counts by thread, so that
//! tests that run side by side do not see each other, and costs an addition a call.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

thread_local! {
    static LIVE: Cell<usize> = const { Cell::new(0) };
}

/// The bytes that this thread took and nobody gave back; what another thread gives back for it counts there.
pub fn allocated() -> usize {
    LIVE.get()
}

struct Counter;

#[global_allocator]
static COUNTER: Counter = Counter;

fn count(given: usize, taken: usize) {
    LIVE.set(LIVE.get().wrapping_add(given).wrapping_sub(taken));
}

#[expect(unsafe_code, reason = "an allocator is unsafe to write")]
// SAFETY: every call is handed on to the allocator of the system as it came.
unsafe impl GlobalAlloc for Counter {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size(), 0);
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        count(layout.size(), 0);
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn realloc(&self, place: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count(size, layout.size());
        unsafe { System.realloc(place, layout, size) }
    }

    unsafe fn dealloc(&self, place: *mut u8, layout: Layout) {
        count(0, layout.size());
        unsafe { System.dealloc(place, layout) }
    }
}

#[cfg(test)]
mod tests {
    use super::allocated;

    #[test]
    fn what_is_taken_counts_until_it_is_given_back() {
        let before = allocated();
        let mut bytes = vec![0_u8; 1000];
        assert_eq!(allocated() - before, 1000);
        bytes.reserve_exact(4000);
        assert_eq!(allocated() - before, 5000);
        drop(bytes);
        assert_eq!(allocated(), before);
    }
}
