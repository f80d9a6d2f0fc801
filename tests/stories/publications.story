# Two rows of one key refuse the file, and the old version goes on serving
file
    numurs,marka,modelis,masa,pirma_registracija,ipasnieks,personas_kods
    AA1111,Volvo,V60,1800,2019-04-12,Anna,32567890123
    AA1111,Saab,95,1500,2019-04-12,Anna,32567890123
as the steward
upload it for transportlidzekli
publish it
expect 200
expect json {"stage": "failed", "failure": "*stands in more than one row*"}
GET /api/publications/<upload>/rejects
expect 200
expect text line,column,value,reason*AA1111*
as the receiver's system
GET /api/datasets/transportlidzekli/rows/AB1234
expect 200
as anybody
GET /api/datasets/transportlidzekli/versions
expect 200
expect rows 1

# Doubled keys are told by lines of the file, whatever rows were left out or stand on several lines
file
    numurs,marka,modelis,masa,pirma_registracija,ipasnieks,personas_kods
    AA0000,Volvo,V60,heavy,2019-04-12,Anna,32567890123
    AA0000,Volvo,V60,heavy,2019-04-12,Anna,32567890123
    AA1111,Volvo,V60,1800,2019-04-12,"Anna
    Bērziņa",32567890123
    AA1111,Saab,95,1500,2019-04-12,Anna,32567890123
as the steward
upload it for transportlidzekli
publish it {"rejects": "leave_out"}
expect 200
expect json {"stage": "failed", "failure": "*\"AA1111\" in lines 4 and 6;*"}
GET /api/publications/<upload>/rejects
expect 200
expect text *6,numurs,AA1111,the same key stands in line 4*

# A file without its key column is refused by name
file
    marka,modelis
    Volvo,V60
as the steward
upload it for transportlidzekli
publish it
expect 200
expect json {"stage": "failed", "failure": "*has no column*numurs*"}

# A wrong cell is told with its line, column and reason, and may be left out on purpose
file
    numurs,marka,modelis,masa,pirma_registracija,ipasnieks,personas_kods
    AA1111,Volvo,V60,1800,2019-04-12,Anna,32567890123
    AA2222,Volvo,V60,heavy,2019-13-12,Anna,32567890123
    AA3333,Volvo,V60,1900,2019-04-12
as the steward
upload it for transportlidzekli
publish it
expect 200
expect json {"stage": "failed", "rejected": 2, "failure": "2 of 3 rows do not fit*"}
GET /api/publications/<upload>/rejects
expect 200
expect header Content-Type: text/csv*
expect text *3,masa,heavy,*
expect text *3,pirma_registracija,2019-13-12,*date*
expect text *4,,,*
publish it {"rejects": "leave_out"}
expect 200
expect json {"stage": "published", "rows": 1, "rejected": 2, "version": 2}
as the receiver's system
GET /api/datasets/transportlidzekli/rows/AA1111
expect 200
GET /api/datasets/transportlidzekli/rows/AA2222
expect 404

# A file in Windows-1257 is read as its letters are
file in windows-1257
    kods;nosaukums
    A1;Ķekavas šķūņi
    A2;Ģimenes žurnāls
as the steward
upload it for kodi
describe it {"key": "kods"}
expect 200
publish it
expect 200
expect json {"stage": "published", "rows": 2}
agree on kodi {"fields": ["kods", "nosaukums"]}
as the receiver's system
GET /api/datasets/kodi/rows/A1
expect 200
expect json {"nosaukums": "Ķekavas šķūņi"}

# A file in Latin-1 is read as its steward says it is written
file in latin-1
    kods,nosaukums
    A1,Malmö
    A2,Västerås
as the steward
upload it for kodi
describe it {"key": "kods"}
expect 200
publish it {"encoding": "ISO-8859-1"}
expect 200
expect json {"stage": "published", "rows": 2, "written": {"encoding": "ISO-8859-1", "delimiter": ","}}
agree on kodi {"fields": ["kods", "nosaukums"]}
as the receiver's system
GET /api/datasets/kodi/rows/A2
expect 200
expect json {"nosaukums": "Västerås"}

# How a file is read is told with its draft, and may be said otherwise
file in latin-1
    kods|vieta
    A1|Østfold
as the steward
upload it for kodi
POST /api/uploads/<upload>/draft {}
expect 200
expect json {"written": {"encoding": "windows-1257", "delimiter": "|"}, "letters": ["Ųstfold"]}
POST /api/uploads/<upload>/draft {"encoding": "iso-8859-1"}
expect 200
expect json {"written": {"encoding": "ISO-8859-1", "delimiter": "|"}, "letters": ["Østfold"]}
POST /api/uploads/<upload>/draft {"encoding": "klingon"}
expect 400
expect pointer /encoding
expect detail *windows-1257, ISO-8859-1*
POST /api/uploads/<upload>/draft {"delimiter": ";;"}
expect 400
expect pointer /delimiter

# A byte order mark is no part of the first column's name
file with a byte order mark
    kods;nosaukums
    A1;Viens
as the steward
upload it for kodi
describe it {"key": "kods"}
expect 200
publish it
expect 200
expect json {"stage": "published", "rows": 1}

# A file of a heading only is not published
file
    numurs,marka,modelis,masa,pirma_registracija,ipasnieks,personas_kods
as the steward
upload it for transportlidzekli
publish it
expect 200
expect json {"stage": "failed", "failure": "*no rows*"}

# A NUL byte in a file is told and nothing is published
file
    numurs,marka,modelis,masa,pirma_registracija,ipasnieks,personas_kods
    AA1111,Vol␀vo,V60,1800,2019-04-12,Anna,32567890123
as the steward
upload it for transportlidzekli
publish it
expect 200
expect json {"stage": "failed", "failure": "*NUL*"}
as anybody
GET /api/datasets/transportlidzekli/versions
expect 200
expect rows 1

# A file for a dataset nobody described is not published
file
    a,b
    1,2
as the steward
upload it for nekas
publish it
expect 200
expect json {"stage": "failed", "failure": "*describe it first*"}

# A node that is stopped while a file is being published finishes it first
file
    numurs,marka,modelis,masa,pirma_registracija,ipasnieks,personas_kods
    AA1111,Volvo,V60,1800,2019-04-12,Anna,32567890123
as the steward
upload it for transportlidzekli
POST /api/uploads/<upload>/publication {}
expect 202
restart the node
as anybody
GET /api/datasets/transportlidzekli/versions
expect 200
expect some {"number": 1}
as the receiver's system
GET /api/datasets/transportlidzekli/rows
expect 200

# One byte that is not UTF-8 rejects its row, by line and column, and spoils no other
file
    numurs,marka,modelis,masa,pirma_registracija,ipasnieks,personas_kods
    AA1111,Volvo,V60,1800,2019-04-12,Anna Bērziņa,32567890123
    AA2222,Vol␦vo,V60,1800,2019-04-12,Anna,32567890123
as the steward
upload it for transportlidzekli
publish it
expect 200
expect json {"stage": "failed", "rejected": 1, "rows": 1}
GET /api/publications/<upload>/rejects
expect 200
expect text *3,marka,Vol\xffvo,*not UTF-8*
publish it {"rejects": "leave_out"}
expect 200
expect json {"stage": "published", "rows": 1, "rejected": 1}
GET /api/datasets/transportlidzekli/rows/AA1111
expect 200
expect json {"ipasnieks": "Anna Bērziņa"}

# Rows without a key of their own are found by their number in the file, rejected ones counted
file
    kods,masa
    A1,7
    A1,heavy
    A1,7
as the steward
upload it for svari
POST /api/uploads/<upload>/draft {}
expect 200
expect json {"dataset": {"key": ""}, "warnings": [{"sentence": "No column is unique*"}]}
describe it {"key": "nr", "fields": [{"name": "nr", "source": "", "label": {"lv": "a", "en": "a"}, "type": "text", "required": true, "personal": "none", "access": "restricted", "generated": "row_number"}]}
expect 400
expect pointer /dataset/fields/0/type
describe it {"key": "nr", "fields": [{"name": "nr", "source": "", "label": {"lv": "a", "en": "a"}, "type": "integer", "required": true, "personal": "none", "access": "restricted", "generated": "row_number"}, {"name": "masa", "source": "masa", "label": {"lv": "a", "en": "a"}, "type": "integer", "required": true, "personal": "none", "access": "restricted"}]}
expect 200
publish it {"rejects": "leave_out"}
expect 200
expect json {"stage": "published", "rows": 2, "rejected": 1}
GET /api/datasets/svari/rows/3
expect 200
expect json {"nr": 3, "masa": 7}
GET /api/datasets/svari/rows/2
expect 404

# Text behind a closing quote rejects its row: nobody knows which value was meant
file
    numurs,marka,modelis,masa,pirma_registracija,ipasnieks,personas_kods
    AA1111,"Vol"vo,V60,1800,2019-04-12,Anna,32567890123
    AA2222,"Vol""vo",V60,1800,2019-04-12,Anna,32567890123
as the steward
upload it for transportlidzekli
publish it
expect 200
expect json {"stage": "failed", "rejected": 1}
GET /api/publications/<upload>/rejects
expect 200
expect text *2,marka,Volvo,*closing quote*
publish it {"rejects": "leave_out"}
expect 200
expect json {"stage": "published", "rows": 1}
GET /api/datasets/transportlidzekli/rows/AA2222
expect 200
expect json {"marka": "Vol\"vo"}

# What cannot be seen in a file is told escaped
file
    ␛[31mmarka,mod␛elis
    Volvo,V60
as the steward
upload it for transportlidzekli
publish it
expect 200
expect json {"stage": "failed", "failure": "*its columns are: \\x1b[31mmarka, mod\\x1belis"}

# The digest of what not everybody may have cannot be tried out
as anybody
GET /api/datasets/uznemumi/versions
expect 200
expect no text *hmac-sha256:*
GET /api/datasets/transportlidzekli/versions
expect 200
expect text *"hash":"hmac-sha256:*

# The reject report and the page about it speak the language of the page
file
    numurs,marka,modelis,masa,pirma_registracija,ipasnieks,personas_kods
    AA1111,Volvo,V60,1800,2019-04-12,Anna,32567890123
    AA2222,Volvo,V60,heavy,2019-13-12,Anna,32567890123
    AA3333,Volvo,V60,1900,2019-04-12
as the steward
upload it for transportlidzekli
publish it
expect 200
GET /lv/desk/steward/publications/<upload>/rejects
expect 200
expect header Content-Type: text/csv*
expect text rinda,aile,vērtība,iemesls*„heavy” nav vesels skaitlis*4,,,"rindā ir 5 šūnas, galvenē 7"*
GET /en/desk/steward/publications/<upload>/rejects
expect 200
expect text line,column,value,reason*`heavy` is not a whole number*
file
    numurs,marka,modelis,masa,pirma_registracija,ipasnieks,personas_kods
    AA1111,"Volvo,V60,1800,2019-04-12,Anna,32567890123
upload it for transportlidzekli
publish it
expect 200
GET /lv/desk/steward/publications/<upload>
expect 200
expect text *2. rinda. Šeit ir atvērtas pēdiņas, kas nav aizvērtas*
