# How every C file of the project is compiled.
#
# -ffp-contract=off and no fast-math: the same inputs give the same bits on every target.
# -fno-math-errno lets __builtin_sqrt become one instruction instead of a call into libm.
function(ostrov_compile target)
  set_target_properties(${target} PROPERTIES C_STANDARD 11 C_STANDARD_REQUIRED ON C_EXTENSIONS OFF
                        C_VISIBILITY_PRESET hidden)
  target_compile_options(${target} PRIVATE
    -ffp-contract=off -fno-fast-math -fno-math-errno
    -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wstrict-prototypes -Wmissing-prototypes)
  if(OSTROV_WERROR)
    target_compile_options(${target} PRIVATE -Werror)
  endif()
  if(OSTROV_SANITIZE)
    target_compile_options(${target} PRIVATE
      -fsanitize=${OSTROV_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer -g1)
    target_link_options(${target} PRIVATE -fsanitize=${OSTROV_SANITIZE})
    if(CMAKE_C_COMPILER_ID STREQUAL "GNU")
      # What a sanitizer puts in between hides ranges and values from these two, which then see what cannot
      # be. The preset gcc has them.
      target_compile_options(${target} PRIVATE -Wno-format-truncation -Wno-maybe-uninitialized)
    endif()
  endif()
endfunction()
