/// Builds a function once for each instruction set, and calls the one of its first argument, a
/// [`Kernel`](super::Kernel). The body must be plain arithmetic, and what it calls must be
/// `#[inline(always)]`: only then is it compiled with the instructions of each version.
macro_rules! versions {
    ($($(#[$meta:meta])*
    fn $name:ident($($argument:ident: $type:ty),* $(,)?) $(-> $result:ty)? $body:block)*) => {$(
        $(#[$meta])*
        #[allow(unsafe_code, clippy::too_many_arguments)]
        pub(crate) fn $name(kernel: crate::Kernel, $($argument: $type),*) $(-> $result)? {
            #[inline(always)]
            fn body($($argument: $type),*) $(-> $result)? $body

            #[cfg(target_arch = "x86_64")]
            {
                #[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx2,fma")]
                fn avx512($($argument: $type),*) $(-> $result)? {
                    body($($argument),*)
                }

                #[target_feature(enable = "avx2,fma")]
                fn avx2($($argument: $type),*) $(-> $result)? {
                    body($($argument),*)
                }

                match kernel.width() {
                    // SAFETY: a kernel is made only where the processor has its instructions.
                    crate::kernel::Width::Avx512 => return unsafe { avx512($($argument),*) },
                    // SAFETY: as above.
                    crate::kernel::Width::Avx2 => return unsafe { avx2($($argument),*) },
                    crate::kernel::Width::Plain => {}
                }
            }
            let _ = kernel;
            body($($argument),*)
        }
    )*};
}
