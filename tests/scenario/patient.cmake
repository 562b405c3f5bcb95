# For the end of a folder of tests: libcheck gives a test four seconds, which a busy machine takes for nothing.
get_property(here DIRECTORY PROPERTY TESTS)
foreach(test IN LISTS here)
  set_property(TEST ${test} APPEND PROPERTY ENVIRONMENT "CK_DEFAULT_TIMEOUT=180")
endforeach()
