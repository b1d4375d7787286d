/// Builds a function once for each instruction set, and calls the one of its first argument, a
/// [`Kernel`](super::Kernel). Before the semicolon stands the name that the body gives its
/// [`Machine`](super::Machine). What the body calls must be `#[inline(always)]`: only then is it
/// compiled with the instructions of each version.
macro_rules! versions {
    ($($(#[$meta:meta])*
    fn $name:ident($machine:ident; $($argument:ident: $type:ty),* $(,)?) $body:block)*) => {$(
        $(#[$meta])*
        #[allow(unsafe_code)]
        pub(crate) fn $name(kernel: crate::Kernel, $($argument: $type),*) {
            #[inline(always)]
            fn body<M: crate::kernel::Machine>($machine: M, $($argument: $type),*) $body

            #[cfg(target_arch = "x86_64")]
            {
                use crate::kernel::{Avx2, Avx512, Width};

                #[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx2,fma")]
                fn avx512($($argument: $type),*) {
                    // SAFETY: this function asks for the same.
                    body(unsafe { Avx512::new() }, $($argument),*)
                }

                #[target_feature(enable = "avx2,fma")]
                fn avx2($($argument: $type),*) {
                    // SAFETY: this function asks for the same.
                    body(unsafe { Avx2::new() }, $($argument),*)
                }

                match kernel.width() {
                    // SAFETY: a kernel is made only where the processor has its instructions.
                    Width::Avx512 => return unsafe { avx512($($argument),*) },
                    // SAFETY: as above.
                    Width::Avx2 => return unsafe { avx2($($argument),*) },
                    Width::Plain => {}
                }
            }
            let _ = kernel;
            body(crate::kernel::Plain, $($argument),*)
        }
    )*};
}
