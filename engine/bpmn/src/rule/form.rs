//! The rules of a `.form` file and of the fields a BPMN file describes itself.

rules! {
NOT_JSON "FRM001" Error
message "Il file non è JSON: {detail}." / "The file is not JSON: {detail}."
expected "Un modulo form-js in JSON." / "A form-js form in JSON."
fix "Salvare di nuovo il modulo dal disegnatore." / "Save the form again in the designer."
NOT_A_FORM "FRM002" Error
message "Il file non è un modulo form-js." / "The file is not a form-js form."
expected "Un oggetto con components, ciascuno un oggetto con type e key." / "An object with components, each an object with type and key."
fix "Salvare di nuovo il modulo dal disegnatore." / "Save the form again in the designer."
COMPONENT "FRM003" Error
message "Il componente «{value}» non è ammesso nei moduli." / "The component “{value}” is not allowed in forms."
expected "textfield, textarea, number, checkbox, radio, select, checklist, datetime, text o group." / "textfield, textarea, number, checkbox, radio, select, checklist, datetime, text or group."
fix "Sostituire o togliere il componente." / "Replace or remove the component."
FIELD_KEY "FRM004" Error
message "La chiave «{value}» non è il nome di una variabile." / "The key “{value}” is not the name of a variable."
expected "Lettere, cifre e _, senza punti." / "Letters, digits and _, without dots."
fix "Cambiare la chiave del campo." / "Change the key of the field."
FIELD_TWICE "FRM005" Error
message "La chiave «{value}» è usata due volte." / "The key “{value}” is used twice."
expected "Una chiave per campo." / "One key for each field."
fix "Cambiare una delle due chiavi." / "Change one of the two keys."
CHOICES "FRM006" Error
message "Le scelte del campo non si possono leggere." / "The choices of the field cannot be read."
expected "values con label e value, o valuesKey con il nome di una variabile." / "values with label and value, or valuesKey with the name of a variable."
fix "Scrivere le scelte nel disegnatore." / "Write the choices in the designer."
PATTERN "FRM007" Error
message "L'espressione regolare «{value}» non si può usare: {detail}" / "The regular expression “{value}” cannot be used: {detail}"
expected "Un'espressione regolare senza riferimenti all'indietro né sguardi avanti." / "A regular expression without back references or look-around."
fix "Semplificare l'espressione." / "Simplify the expression."
BOUND "FRM008" Error
message "{attribute} è «{value}»." / "{attribute} is “{value}”."
expected "Un numero." / "A number."
fix "Correggere {attribute}." / "Correct {attribute}."
FIELD_CONDITION "FRM009" Error
message "La condizione «{value}» non si può leggere: {detail}." / "The condition “{value}” cannot be read: {detail}."
expected "Un confronto come =esito = \"rimanda\", che non dipende dall'ora." / "A comparison such as =esito = \"rimanda\", which does not depend on the time."
fix "Correggere la condizione del campo." / "Correct the condition of the field."
UNCHECKED "FRM010" Error
message "«{value}» su questo componente non sarebbe controllato dal server." / "“{value}” on this component would not be checked by the server."
expected "Solo ciò che il server controlla." / "Only what the server checks."
fix "Togliere «{value}»." / "Remove “{value}”."
FORM_TOO_BIG "FRM011" Error
message "Il modulo è più grande di 1 MiB." / "The form is larger than 1 MiB."
expected "Al massimo 1 MiB." / "At most 1 MiB."
fix "Togliere immagini e testi incorporati." / "Remove embedded images and texts."
}
