//! The few declarations of PocketSphinx that are used, for both of its interfaces (0.8 as in
//! Debian, and 5.x).
#![allow(unsafe_code, reason = "declarations of a C library")]
//!
//! From `pocketsphinx.h`, `ps_search.h`, `sphinxbase/cmd_ln.h`, `sphinxbase/err.h` and
//! `sphinxbase/logmath.h`. All of the handles are opaque.

use std::ffi::{c_char, c_int, c_void};

/// A decoder: one acoustic model, one dictionary, any number of named searches. `ps_decoder_t`.
#[repr(C)]
pub struct Decoder {
    _opaque: [u8; 0],
}

/// Its settings: `cmd_ln_t`, in 5.x `ps_config_t`.
#[repr(C)]
pub struct Config {
    _opaque: [u8; 0],
}

/// A walk along the words of a hypothesis. `ps_seg_t`.
#[repr(C)]
pub struct Segment {
    _opaque: [u8; 0],
}

/// A walk along the hypotheses, best first. `ps_nbest_t`.
#[repr(C)]
pub struct NBest {
    _opaque: [u8; 0],
}

/// The base of the logarithms that scores are in. `logmath_t`.
#[repr(C)]
pub struct LogMath {
    _opaque: [u8; 0],
}

unsafe extern "C" {
    pub fn ps_init(config: *mut Config) -> *mut Decoder;
    pub fn ps_free(decoder: *mut Decoder) -> c_int;
    pub fn ps_get_logmath(decoder: *mut Decoder) -> *mut LogMath;
    pub fn logmath_exp(math: *mut LogMath, log: c_int) -> f64;

    pub fn ps_start_utt(decoder: *mut Decoder) -> c_int;
    pub fn ps_process_raw(
        decoder: *mut Decoder,
        data: *const i16,
        samples: usize,
        no_search: c_int,
        full_utt: c_int,
    ) -> c_int;
    pub fn ps_end_utt(decoder: *mut Decoder) -> c_int;

    pub fn ps_get_hyp(decoder: *mut Decoder, best_score: *mut i32) -> *const c_char;
    pub fn ps_get_prob(decoder: *mut Decoder) -> i32;
    pub fn ps_seg_iter(decoder: *mut Decoder) -> *mut Segment;
    pub fn ps_seg_next(segment: *mut Segment) -> *mut Segment;
    pub fn ps_seg_word(segment: *mut Segment) -> *const c_char;
    pub fn ps_seg_frames(segment: *mut Segment, start: *mut c_int, end: *mut c_int);
    pub fn ps_seg_prob(
        segment: *mut Segment,
        acoustic: *mut i32,
        language: *mut i32,
        back_off: *mut i32,
    ) -> i32;
    pub fn ps_nbest(decoder: *mut Decoder) -> *mut NBest;
    pub fn ps_nbest_next(nbest: *mut NBest) -> *mut NBest;
    pub fn ps_nbest_hyp(nbest: *mut NBest, score: *mut i32) -> *const c_char;
    pub fn ps_nbest_free(nbest: *mut NBest);

    pub fn err_set_logfp(file: *mut c_void);
    /// The callback is variadic, which only C can define: none is ever set, which silences the
    /// library.
    pub fn err_set_callback(callback: *const c_void, user: *mut c_void);
}

#[cfg(not(sphinx_five))]
unsafe extern "C" {
    pub fn ps_args() -> *const c_void;
    pub fn cmd_ln_parse_r(
        into: *mut Config,
        definitions: *const c_void,
        argc: i32,
        argv: *mut *mut c_char,
        strict: i32,
    ) -> *mut Config;
    pub fn cmd_ln_free_r(config: *mut Config) -> c_int;
    pub fn ps_set_lm_file(decoder: *mut Decoder, name: *const c_char, path: *const c_char)
    -> c_int;
    pub fn ps_set_jsgf_string(
        decoder: *mut Decoder,
        name: *const c_char,
        grammar: *const c_char,
    ) -> c_int;
    pub fn ps_set_search(decoder: *mut Decoder, name: *const c_char) -> c_int;
    pub fn ps_unset_search(decoder: *mut Decoder, name: *const c_char) -> c_int;
}

#[cfg(sphinx_five)]
unsafe extern "C" {
    pub fn ps_config_parse_json(into: *mut Config, json: *const c_char) -> *mut Config;
    pub fn ps_config_free(config: *mut Config) -> c_int;
    #[link_name = "ps_add_lm_file"]
    pub fn ps_set_lm_file(decoder: *mut Decoder, name: *const c_char, path: *const c_char)
    -> c_int;
    #[link_name = "ps_add_jsgf_string"]
    pub fn ps_set_jsgf_string(
        decoder: *mut Decoder,
        name: *const c_char,
        grammar: *const c_char,
    ) -> c_int;
    #[link_name = "ps_activate_search"]
    pub fn ps_set_search(decoder: *mut Decoder, name: *const c_char) -> c_int;
    #[link_name = "ps_remove_search"]
    pub fn ps_unset_search(decoder: *mut Decoder, name: *const c_char) -> c_int;
}
