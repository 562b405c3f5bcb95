# Every small example is run and its output held against examples/<name>.expected.
file(GLOB expected CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/examples/*.expected")
foreach(file ${expected})
  get_filename_component(name ${file} NAME_WE)
  add_test(NAME example.${name} COMMAND "${CMAKE_COMMAND}" -DPROGRAM=$<TARGET_FILE:example_${name}>
           -DEXPECTED=${file} -P "${CMAKE_CURRENT_LIST_DIR}/compare_output.cmake")
endforeach()
